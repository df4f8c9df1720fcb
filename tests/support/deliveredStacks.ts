/** Delivered stacks as given files describe them. */
import { parseDelivery } from "../../delivery/config";
import type { StackFacts } from "../../delivery/stackFacts";
import { findDeliveredStacks } from "../../delivery/deliveredStacks";
import type { Raw } from "./config";
import { delivery, DEV_FILE, filesOf, HUB_FILE } from "./delivery";

export const OWNER = {
    organization: "Acme-Corp",
    project: "eks-gitops-fleet-delivery",
    stack: "main",
};
export const BOTH = { hub: HUB_FILE, dev: DEV_FILE };

export interface Answer {
    readonly problems: readonly string[];
    readonly facts: Readonly<Record<string, StackFacts>>;
    readonly warnings: readonly string[];
}

/** @param changes to the configuration of delivery */
export async function find(
    files: Readonly<Record<string, Raw | string>> = BOTH,
    changes: Raw = {},
    owner = OWNER,
): Promise<Answer> {
    const config = parseDelivery(delivery(changes), "p");
    const found = await findDeliveredStacks(config, owner, filesOf(files));
    return {
        problems: (found.problems ?? []).map(({ path, remedy }) => `${path}: ${remedy}`),
        facts: found.value?.facts ?? {},
        warnings: found.value?.warnings ?? [],
    };
}
