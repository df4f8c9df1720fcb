/** IAM's wildcards: `*` for any text, `?` for one character. */

/** A pattern's piece: text taken literally, or a wildcard. */
export type Piece = { readonly literal: string } | "*" | "?";

/** Reads `*` and `?` in a text as wildcards. */
export function pieces(text: string): readonly Piece[] {
    return text
        .split(/([*?])/)
        .filter((part) => part !== "")
        .map((part) => (part === "*" || part === "?" ? part : { literal: part }));
}

/** The text that a pattern without wildcards matches; wildcards become plain characters. */
export function literalText(pattern: readonly Piece[]): string {
    return pattern.map((piece) => (typeof piece === "string" ? piece : piece.literal)).join("");
}

/** The same pattern with every literal one character long. */
export function singles(pattern: readonly Piece[]): readonly Piece[] {
    return pattern.flatMap((piece): readonly Piece[] =>
        typeof piece === "string" ? [piece] : [...piece.literal].map((literal) => ({ literal })),
    );
}

/** Whether the whole of value fits the pattern. Runs in time of length times length, whatever the pattern. */
export function matches(pattern: readonly Piece[], value: string): boolean {
    const tokens = singles(pattern);
    const characters = [...value];
    let [token, at] = [0, 0];
    let retry: { readonly token: number; at: number } | undefined;
    while (at < characters.length) {
        const wanted = tokens[token];
        if (wanted === "*") {
            retry = { token: token + 1, at };
            token += 1;
        } else if (
            wanted === "?" ||
            (typeof wanted === "object" && wanted.literal === characters[at])
        ) {
            token += 1;
            at += 1;
        } else if (retry !== undefined) {
            retry.at += 1;
            token = retry.token;
            at = retry.at;
        } else {
            return false;
        }
    }
    return tokens.slice(token).every((rest) => rest === "*");
}

/** Whether value fits a pattern written as text. */
export function like(pattern: string, value: string): boolean {
    return matches(pieces(pattern), value);
}

/** As like, without regard to case: names of actions. */
export function likeIgnoringCase(pattern: string, value: string): boolean {
    return like(pattern.toLowerCase(), value.toLowerCase());
}
