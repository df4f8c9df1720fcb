/** Delivery configurations that satisfy every rule. */
import fc from "fast-check";

import { neededOperations, repositoryConfig } from "../../../config/delivery/parse";
import type { DeliveredStackSection, DeliverySection } from "../../../config/delivery/schema";
import type { Raw } from "../config";
import type { Overrides } from "./fromSchema";
import { cidr } from "./places";

/** Every form of a field. */
const cron = fc.constantFrom(
    "0 4 * * *",
    "*/5 0-23/2 1,15-31 JAN-mar,12 0-7",
    "59 23 31 12 Sun,FRI-SAT",
);

export const DELIVERY_OVERRIDES: Overrides = {
    "delivery.agentPool.cidrs[]": cidr,
    "delivery.stacks.<key>.driftDetection.cron": cron,
    "delivery.stacks.<key>.agentPool.cidrs[]": cidr,
};

/** A section without keys that exclude each other. */
export function settledDelivery(delivery: Raw): Raw {
    const onGithub = repositoryConfig(String(delivery["repository"])).kind === "github";
    const settled = onGithub ? delivery : without(delivery, "pushToDeploy", "prPreviews");
    const stacks = Object.entries(settled["stacks"] as Record<string, Raw>).map(
        ([name, stack]) => [name, settledStack(stack, settled, onGithub)] as const,
    );
    return { ...settled, stacks: Object.fromEntries(stacks) };
}

function settledStack(stack: Raw, delivery: Raw, onGithub: boolean): Raw {
    if (!onGithub) {
        return withOperations(
            without(stack, "pushToDeploy", "prPreviews", "githubActions"),
            delivery,
        );
    }
    const { githubActions, ...rest } = stack as { readonly githubActions?: Raw };
    if (githubActions === undefined) {
        return withOperations(rest, delivery);
    }
    const both = "ownerId" in githubActions && "repositoryId" in githubActions;
    const settled = both ? githubActions : without(githubActions, "ownerId", "repositoryId");
    return withOperations({ ...rest, githubActions: settled }, delivery);
}

function withOperations(stack: Raw, delivery: Raw): Raw {
    const { operations, ...rest } = stack;
    const needed = neededOperations(
        rest as unknown as DeliveredStackSection,
        { prPreviews: false, ...delivery } as unknown as DeliverySection,
    );
    return operations === undefined
        ? rest
        : { ...rest, operations: [...needed, ...(operations as readonly string[])] };
}

/** A map without some of its keys. */
export function without(map: Raw, ...keys: readonly string[]): Raw {
    return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}
