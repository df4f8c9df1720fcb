/** Wildcard patterns, matched in bounded time whatever the pattern. */

/** Whether a text matches a pattern in which `*` stands for any number of characters and `?` for exactly one. */
export function matchesGlob(pattern: string, text: string): boolean {
    let [at, star, resumed] = [0, -1, 0];
    for (let position = 0; position < text.length;) {
        const wanted = pattern[at];
        if (wanted === "*") {
            [star, resumed] = [at, position];
            at += 1;
        } else if (wanted === "?" || wanted === text[position]) {
            at += 1;
            position += 1;
        } else if (star >= 0) {
            // Let the last asterisk match one more character; earlier ones need no second try.
            resumed += 1;
            [at, position] = [star + 1, resumed];
        } else {
            return false;
        }
    }
    return /^\**$/.test(pattern.slice(at));
}
