/** What destroy prints about the local AWS. Pure. */
import type { StackSummary } from "./stacks";

export interface Remaining {
    readonly text: string;
    /** Whether something is there that no stack can own. */
    readonly isLeftOver: boolean;
}

/**
 * Judges what is in the local AWS: left over when no stack has resources, otherwise possibly a standing stack's.
 * @param things everything a fleet can leave behind, as the local AWS lists it
 */
export function remaining(things: readonly string[], stacks: readonly StackSummary[]): Remaining {
    if (things.length === 0) {
        return { text: "Nothing is left in the local AWS.", isLeftOver: false };
    }
    const list = things.map((thing) => `  ${thing}`).join("\n");
    const standing = stacks.filter(({ resources }) => resources > 0);
    if (standing.length === 0) {
        return { text: `Left in the local AWS:\n${list}`, isLeftOver: true };
    }
    const names = standing.map(({ name, resources }) => `${name} (${resources} resources)`);
    return {
        text: `Still up: ${names.join(", ")}. These resources in the local AWS should belong to them:\n${list}`,
        isLeftOver: false,
    };
}
