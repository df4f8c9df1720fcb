/** A table of keys as Markdown. */
import type { JsonSchema } from "./jsonSchema";

/** What each key holds, what is allowed, what holds where it is left out. */
export function table(keys: readonly string[], section: JsonSchema): string {
    const rows = keys.map((key) => {
        const child = section.properties?.[key] ?? {};
        const required = section.required?.includes(key) ?? false;
        return [
            code(key),
            child.description ?? "",
            allowed(child),
            required ? "**required**" : whereAbsent(child),
        ];
    });
    return [["key", "what it holds", "allowed", "default"], ["---", "---", "---", "---"], ...rows]
        .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
        .join("\n");
}

/** What is allowed, in the words that the parser refuses everything else with. */
export function allowed(schema: JsonSchema): string {
    const { enum: words, additionalProperties: value, items, propertyNames } = schema;
    if (schema.const !== undefined) {
        return code(text(schema.const));
    }
    if (schema.type === "boolean") {
        return "`true`, `false`";
    }
    if (schema.type === "string" && words !== undefined) {
        return words.map((word) => code(text(word))).join(", ");
    }
    if (schema.properties !== undefined) {
        return "a map, its keys are below";
    }
    if (typeof value === "object") {
        const names = propertyNames === undefined ? "" : `; names: ${said(propertyNames)}`;
        return `a map${names}; values: ${allowed(value)}`;
    }
    if (items !== undefined) {
        return `${said(schema)}; each: ${allowed(items)}`;
    }
    return said(schema);
}

function said({ errorMessage = "" }: JsonSchema): string {
    return errorMessage.replace(/^allowed[^:]*: /, "").replace(/\.$/, "");
}

function whereAbsent(schema: JsonSchema): string {
    const value = text(schema.default ?? "none");
    if (value === "{}" && schema.properties !== undefined) {
        return "its keys' own";
    }
    return ["none", "{}", "[]"].includes(value) ? "none" : code(value);
}

function text(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}

function code(value: string): string {
    return `\`${value}\``;
}
