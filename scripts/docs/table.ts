/** A table of keys as Markdown. */
import type { JsonSchema } from "./jsonSchema";

/** The description of each key, the allowed values, and the default. */
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
    return [["key", "description", "allowed", "default"], ["---", "---", "---", "---"], ...rows]
        .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
        .join("\n");
}

/** The allowed values, in the words of the parser's error messages. */
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
        return "a map; see its keys below";
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
    return errorMessage.replace(/^(allowed[^:]*: |must be )/, "").replace(/\.$/, "");
}

function whereAbsent(schema: JsonSchema): string {
    const value = text(schema.default ?? "none");
    if (value === "{}" && schema.properties !== undefined) {
        return "see its keys";
    }
    return ["none", "{}", "[]"].includes(value) ? "none" : code(value);
}

function text(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}

function code(value: string): string {
    return `\`${value}\``;
}
