/** Conditions on the tag that every resource of a fleet has. */
import { FLEET_TAG } from "../naming/owner";
import type { ProvisionerScope } from "./scope";

/** The request sets the fleet's tag. */
export function taggedForFleet({ fleet }: ProvisionerScope): Readonly<Record<string, string>> {
    return { [`aws:RequestTag/${FLEET_TAG}`]: fleet };
}

/** The resource has the fleet's tag. */
export function ofFleet({ fleet }: ProvisionerScope): Readonly<Record<string, string>> {
    return { [`aws:ResourceTag/${FLEET_TAG}`]: fleet };
}
