/** Which plugin serves which package. */

/** Packages whose components the sandbox has stand-ins for, used unless their real plugins are available. */
export const COMPONENT_PACKAGES = ["eks", "awsx"] as const;

export type ComponentPackage = (typeof COMPONENT_PACKAGES)[number];

/**
 * The plugin to use of a directory laid out as `~/.pulumi/plugins`: the SDK's version if it exists, otherwise the
 * newest at least as new with the same major version; undefined if there is none.
 * @param listing names in the directory
 * @param sdkVersion version of the npm package
 */
export function realPlugin(
    listing: readonly string[],
    name: string,
    sdkVersion: string,
): string | undefined {
    const wanted = numbersOf(sdkVersion);
    const found = listing
        .map((entry) => ({
            entry,
            version: new RegExp(`^resource-${name}-v(\\d+\\.\\d+\\.\\d+)$`).exec(entry)?.[1],
        }))
        .filter((candidate) => candidate.version !== undefined)
        .map(({ entry, version = "" }) => ({ entry, version, numbers: numbersOf(version) }));
    const exact = found.find((candidate) => candidate.version === sdkVersion);
    const fitting = found
        .filter(({ numbers }) => numbers[0] === wanted[0] && compareNumbers(numbers, wanted) >= 0)
        .sort((left, right) => compareNumbers(right.numbers, left.numbers));
    return (exact ?? fitting[0])?.entry;
}

function numbersOf(version: string): readonly number[] {
    return version.split(".").map(Number);
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
    for (let index = 0; index < Math.max(left.length, right.length); index++) {
        const difference = (left[index] ?? 0) - (right[index] ?? 0);
        if (difference !== 0) {
            return difference;
        }
    }
    return 0;
}
