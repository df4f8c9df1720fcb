/** A tag that says which stack created a resource that others may also have created. */

/** A stack, identified independently of its backend. */
export interface StackOwner {
    readonly organization: string;
    readonly project: string;
    readonly stack: string;
}

/** Tag that names the owner. */
export const OWNER_TAG = "eks-gitops-fleet:stack";

/** Tag that names the fleet. Policies of a provisioner allow changes only to resources with this tag. */
export const FLEET_TAG = "eks-gitops-fleet:fleet";

/** The tag that every resource of a fleet has. */
export function fleetTags(fleet: string): Record<string, string> {
    return { [FLEET_TAG]: fleet };
}

/** Value of the owner tag after the owning stack released the resource to others. No stack has this name. */
export const RELEASED = "released";

/** Tags by which a stack recognizes resources that it created. */
export function ownerTags(owner: StackOwner): Record<string, string> {
    return { [OWNER_TAG]: ownerName(owner) };
}

/** Whether a stack created the resource with these tags. */
export function isOwnedBy(tags: Readonly<Record<string, string>>, owner: StackOwner): boolean {
    return tags[OWNER_TAG] === ownerTags(owner)[OWNER_TAG];
}

/** Full name of a stack. */
export function ownerName({ organization, project, stack }: StackOwner): string {
    return `${organization}/${project}/${stack}`;
}
