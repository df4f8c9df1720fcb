/** Patterns with wildcards, matched in time that a pattern's author can't blow up. */

/** Whether a text matches a pattern in which `*` stands for any characters and `?` for one. */
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
            // The last asterisk takes one character more: earlier ones needn't be looked at again.
            resumed += 1;
            [at, position] = [star + 1, resumed];
        } else {
            return false;
        }
    }
    return /^\**$/.test(pattern.slice(at));
}
