/** Which stack made a thing that others may have made as well, by a tag. */

/** A stack, wherever its state is. */
export interface StackOwner {
    readonly organization: string;
    readonly project: string;
    readonly stack: string;
}

/** Tag that names the owner. */
const OWNER_TAG = "eks-gitops-fleet:stack";

/** Tags of what a stack makes and must know again. */
export function ownerTags(owner: StackOwner): Record<string, string> {
    return { [OWNER_TAG]: `${owner.organization}/${owner.project}/${owner.stack}` };
}

/** Whether a stack made what has these tags. */
export function isOwnedBy(tags: Readonly<Record<string, string>>, owner: StackOwner): boolean {
    return tags[OWNER_TAG] === ownerTags(owner)[OWNER_TAG];
}
