/** Delivered stacks, read from given files. */
import { parseConfig } from "../../config/parse";
import type { StackFacts } from "../../delivery/stackFacts";
import { findDeliveredStacks } from "../../delivery/deliveredStacks";
import { changed, type Raw } from "./config";
import { DELIVERY, DEV_FILE, filesOf, HUB_FILE } from "./delivery";

export const OWNER = { organization: "Acme-Corp", project: "eks-gitops-fleet", stack: "delivery" };
export const BOTH = { hub: HUB_FILE, dev: DEV_FILE };

export interface Answer {
    readonly problems: readonly string[];
    readonly facts: Readonly<Record<string, StackFacts>>;
    readonly warnings: readonly string[];
}

/** @param changes of the delivery stack */
export async function find(
    files: Readonly<Record<string, Raw | string>> = BOTH,
    changes: Raw = {},
    owner = OWNER,
): Promise<Answer> {
    const { delivery } = parseConfig(changed(changes, DELIVERY), "p");
    const found = await findDeliveredStacks(delivery!, owner, filesOf(files));
    return {
        problems: (found.problems ?? []).map(({ path, remedy }) => `${path}: ${remedy}`),
        facts: found.value?.facts ?? {},
        warnings: found.value?.warnings ?? [],
    };
}
