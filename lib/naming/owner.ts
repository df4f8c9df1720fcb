/** Which stack made a thing that others may have made as well, by a tag. */

/** A stack, wherever its state is. */
export interface StackOwner {
    readonly organization: string;
    readonly project: string;
    readonly stack: string;
}

/** Tag that names the owner. */
export const OWNER_TAG = "eks-gitops-fleet:stack";

/** Tag that names the fleet: by it a provisioner is told what is the fleet's and what is not. */
export const FLEET_TAG = "eks-gitops-fleet:fleet";

/** The tag that every resource of a fleet has. */
export function fleetTags(fleet: string): Record<string, string> {
    return { [FLEET_TAG]: fleet };
}

/** In the owner's place: the stack that made it is gone and left it to others. No stack is named like this. */
export const RELEASED = "released";

/** Tags of what a stack makes and must know again. */
export function ownerTags(owner: StackOwner): Record<string, string> {
    return { [OWNER_TAG]: ownerName(owner) };
}

/** Whether a stack made what has these tags. */
export function isOwnedBy(tags: Readonly<Record<string, string>>, owner: StackOwner): boolean {
    return tags[OWNER_TAG] === ownerTags(owner)[OWNER_TAG];
}

/** A stack's whole name. */
export function ownerName({ organization, project, stack }: StackOwner): string {
    return `${organization}/${project}/${stack}`;
}
