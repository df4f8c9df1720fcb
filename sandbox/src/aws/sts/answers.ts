/** Answers of STS over HTTPS: XML of the query protocol, or JSON for clients that ask for it. */
import type { AwsError } from "../errors";
import type { Result } from "../service";

export interface Answer {
    readonly status: number;
    readonly contentType: string;
    readonly body: string;
}

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** A result. aws-iam-authenticator is a client that asks for JSON. */
export function resultAnswer(
    operation: string,
    result: Result,
    requestId: string,
    asJson: boolean,
): Answer {
    const content = {
        [`${operation}Result`]: result,
        ResponseMetadata: { RequestId: requestId },
    };
    return asJson
        ? json(200, { [`${operation}Response`]: content })
        : xml(200, `${operation}Response`, content);
}

/** An error, in the form each protocol gives it. */
export function errorAnswer(
    { code, message, status }: AwsError,
    requestId: string,
    asJson: boolean,
): Answer {
    const error = { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message };
    const content = { Error: error, RequestId: requestId };
    return asJson ? json(status, content) : xml(status, "ErrorResponse", content);
}

function json(status: number, content: Readonly<Record<string, unknown>>): Answer {
    return { status, contentType: "application/json", body: JSON.stringify(content) };
}

function xml(status: number, name: string, content: Readonly<Record<string, unknown>>): Answer {
    return {
        status,
        contentType: "text/xml",
        body: `<${name} xmlns="${NAMESPACE}">${elements(content)}</${name}>`,
    };
}

function elements(content: Readonly<Record<string, unknown>>): string {
    return Object.entries(content)
        .map(([name, value]) => {
            const inner =
                typeof value === "object" && value !== null
                    ? elements(value as Readonly<Record<string, unknown>>)
                    : escaped(String(value));
            return `<${name}>${inner}</${name}>`;
        })
        .join("");
}

function escaped(text: string): string {
    const entities: Readonly<Record<string, string>> = {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
    };
    return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
