import { randomInt } from "node:crypto";

const CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/**
 * A unique id such as IAM gives its objects: a prefix for the kind and 17 characters.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 * @param prefix `AROA` for roles, `ANPA` for managed policies
 */
export function uniqueId(prefix: "AROA" | "ANPA"): string {
    return prefix + randomCharacters(17);
}

/** Upper-case letters and digits, unpredictable. */
export function randomCharacters(length: number): string {
    return Array.from({ length }, () => CHARACTERS[randomInt(CHARACTERS.length)]).join("");
}
