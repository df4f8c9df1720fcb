/**
 * Edits the list in aws-auth's `data.mapRoles` as text: it is one string that also holds entries of others, with their
 * comments, anchors and layout. Each edit changes the lines of one entry and is verified by parsing the result; if
 * verification fails, the whole list is rewritten from the parsed entries.
 */
import { isDeepStrictEqual } from "node:util";
import { isSeq, parseDocument, type Document, type Node, type YAMLSeq } from "yaml";

import { UserError } from "../userError";

/** An entry with all of its keys, whoever created it. */
export type MapRolesEntry = Readonly<Record<string, unknown>>;

/** Where the list and its entries are in the text. */
interface Layout {
    /** Undefined if the text holds no list, only comments or null. */
    readonly list?: YAMLSeq;
    /** Offset of each entry's dash; empty for a list in brackets. */
    readonly dashes: readonly number[];
    /** Column of the dashes. */
    readonly indent: number;
}

/** Values that aws-iam-authenticator treats as an empty list (isSkippable in its mapper/configmap). */
const NO_ENTRIES: readonly string[] = ["``", '""', "''"];

/**
 * Parses the entries of `mapRoles`.
 * @param text undefined if the ConfigMap has no such key
 * @throws UserError if it is not a list of maps. The user must fix it, since the intended meaning is unknown.
 */
export function parseMapRoles(text: string | undefined): readonly MapRolesEntry[] {
    return entriesIn(parse(withoutPlaceholder(text)));
}

/** Appends an entry to the list. */
export function appendEntry(text: string | undefined, entry: MapRolesEntry): string {
    const before = withoutPlaceholder(text);
    return proved([...parseMapRoles(before), entry], () => {
        const { list, indent } = layoutOf(before);
        if (list === undefined) {
            return appendLines(before, before.length, renderLines(entry, 0, lineEnd(before)));
        }
        if (list.flow === true) {
            const last = list.items.at(-1) as Node | undefined;
            return last === undefined
                ? insert(before, list.range![0] + 1, renderValue(entry))
                : insert(before, last.range![1], `, ${renderValue(entry)}`);
        }
        const end = endOfLine(before, list.range![1]);
        return appendLines(before, end, renderLines(entry, indent, lineEnd(before)));
    });
}

/** Replaces an entry. */
export function replaceEntry(text: string, index: number, entry: MapRolesEntry): string {
    return proved(parseMapRoles(text).with(index, entry), () => {
        const { list, dashes, indent } = layoutOf(text);
        const { range } = list!.items[index] as Node;
        if (list!.flow === true) {
            return splice(text, range![0], range![1], renderValue(entry));
        }
        const end = endOfLine(text, range![1]);
        const lines = renderLines(entry, indent, lineEnd(text));
        // Keeps a text without a final newline that way.
        const rendered = text[end - 1] === "\n" ? lines : lines.trimEnd();
        return splice(text, dashes[index]! - indent, end, rendered);
    });
}

/** Removes one entry. */
export function cutEntry(text: string, index: number): string {
    return proved(parseMapRoles(text).toSpliced(index, 1), () => {
        const { list, dashes, indent } = layoutOf(text);
        const items = list!.items as Node[];
        const [start, valueEnd] = items[index]!.range!;
        if (list!.flow === true) {
            if (index > 0) {
                return splice(text, items[index - 1]!.range![1], valueEnd, "");
            }
            return splice(text, start, items[1]?.range![0] ?? valueEnd, "");
        }
        const end = endOfLine(text, valueEnd);
        const rest = text.slice(0, dashes[index]! - indent);
        // If the last line has no newline, remove the one before it: it was added with our entry.
        return text[end - 1] === "\n" ? rest + text.slice(end) : rest.replace(/\r?\n$/, "");
    });
}

/** Renders an entry as lines of a list with dashes. Also shown to users whose aws-auth this program may not write. */
export function renderLines(entry: MapRolesEntry, indent = 0, end = "\n"): string {
    return Object.entries(entry)
        .map(([key, value], line) => {
            const margin = " ".repeat(indent) + (line === 0 ? "- " : "  ");
            return `${margin}${plainKey(key)}: ${renderValue(value)}${end}`;
        })
        .join("");
}

/** Keys of aws-auth need no quotes; others could have a special meaning in YAML: `on`, `null`, `a: b`. */
function plainKey(key: string): string {
    return ["rolearn", "username", "groups"].includes(key) ? key : renderValue(key);
}

/**
 * A value in a form that every YAML version reads alike, including Go's 1.1: JSON, with all characters except printable
 * ASCII escaped. A surrogate pair becomes one escape, since Go rejects JSON's two.
 */
function renderValue(value: unknown): string {
    return JSON.stringify(value, (_, inner: unknown) => (inner === undefined ? null : inner))
        .replace(/[\u{10000}-\u{10ffff}]/gu, (sign) => escaped(sign, "U", 8))
        .replace(/[\u007f-\uffff]/g, (sign) => escaped(sign, "u", 4));
}

function escaped(sign: string, letter: string, digits: number): string {
    return `\\${letter}${sign.codePointAt(0)!.toString(16).padStart(digits, "0")}`;
}

/** Returns the edited text if it parses to the expected entries; otherwise the rewritten list. */
function proved(expected: readonly MapRolesEntry[], edit: () => string): string {
    const text = edit();
    if (holds(text, expected)) {
        return text;
    }
    const anew = expected.map((entry) => renderLines(entry)).join("");
    if (holds(anew, expected)) {
        return anew;
    }
    throw new UserError(
        "mapRoles cannot be edited without changing entries of others. Edit it by hand: awsAuth: manual shows the entry.",
    );
}

function holds(text: string, expected: readonly MapRolesEntry[]): boolean {
    try {
        return isDeepStrictEqual(parseMapRoles(text), expected);
    } catch {
        return false;
    }
}

function withoutPlaceholder(text: string | undefined): string {
    return text === undefined || NO_ENTRIES.includes(text.trim()) ? "" : text;
}

function parse(text: string): Document {
    const document = parseDocument(text, {
        keepSourceTokens: true,
        merge: true,
        logLevel: "error",
    });
    const error = document.errors[0];
    if (error !== undefined) {
        throw malformed(error.message.split("\n")[0]!);
    }
    return document;
}

function entriesIn(document: Document): readonly MapRolesEntry[] {
    let value: unknown;
    try {
        value = document.toJS();
    } catch (error) {
        throw malformed((error as Error).message);
    }
    if (value === null) {
        return [];
    }
    if (!Array.isArray(value)) {
        throw malformed("it is not a list");
    }
    value.forEach((entry: unknown, index) => {
        if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
            throw malformed(`entry ${index + 1} is not a map`);
        }
    });
    return value as MapRolesEntry[];
}

function malformed(problem: string): UserError {
    return new UserError(
        `mapRoles of kube-system/aws-auth is malformed and was not changed: ${problem}. Fix it first: it must be a list of maps with rolearn, username and groups.`,
    );
}

function layoutOf(text: string): Layout {
    const { contents } = parse(text);
    if (!isSeq(contents)) {
        return { dashes: [], indent: 0 };
    }
    const source = contents.srcToken;
    if (source?.type !== "block-seq") {
        return { list: contents, dashes: [], indent: 0 };
    }
    const dashes = source.items.flatMap(({ start }) =>
        start.filter(({ type }) => type === "seq-item-ind").map(({ offset }) => offset),
    );
    return { list: contents, dashes, indent: source.indent };
}

/** Inserts whole lines at the start of a line or at the end of the text. */
function appendLines(text: string, at: number, lines: string): string {
    if (at === 0 || text[at - 1] === "\n") {
        return insert(text, at, lines);
    }
    const end = lineEnd(text);
    return insert(text, at, end + lines.slice(0, -end.length));
}

function insert(text: string, at: number, added: string): string {
    return splice(text, at, at, added);
}

function splice(text: string, start: number, end: number, added: string): string {
    return text.slice(0, start) + added + text.slice(end);
}

/** Offset after the end of the line that contains `at`; `at` itself at the start of a line. */
function endOfLine(text: string, at: number): number {
    if (text[at - 1] === "\n") {
        return at;
    }
    const found = text.indexOf("\n", at);
    return found < 0 ? text.length : found + 1;
}

/** The line ending that a text uses. */
function lineEnd(text: string): string {
    return text.includes("\r\n") ? "\r\n" : "\n";
}
