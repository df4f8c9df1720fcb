/** Delivery configurations that satisfy every rule. */
import fc from "fast-check";

import { neededOperations, repositoryConfig } from "../../../delivery/operations";
import { SECTIONS, type Sections, type StackSection } from "../../../delivery/schema";
import { configSchema } from "../../../scripts/docs/stackSchema";
import type { Raw } from "../config";
import { tagKey } from "./fleets";
import { valueOf } from "./fromSchema";
import { cidr } from "./places";

/** Every form of a cron field. */
const cron = fc.constantFrom(
    "0 4 * * *",
    "*/5 0-23/2 1,15-31 JAN-mar,12 0-7",
    "59 23 31 12 Sun,FRI-SAT",
);

/** Configurations that the program accepts: every key of the schema occurs, and hostile text wherever text is free. */
export const deliveries: fc.Arbitrary<Raw> = valueOf(configSchema(SECTIONS), "", {
    "agentPool.cidrs[]": cidr,
    "stacks.<key>.driftDetection.cron": cron,
    "stacks.<key>.agentPool.cidrs[]": cidr,
    "tags.<key>:": tagKey,
}).map((raw) => settledDelivery(raw as Raw));

/** Without keys that another key rules out. */
function settledDelivery(raw: Raw): Raw {
    const onGithub = repositoryConfig(String(raw["repository"])).kind === "github";
    const settled = onGithub ? raw : without(raw, "pushToDeploy", "prPreviews");
    const stacks = Object.entries(settled["stacks"] as Record<string, Raw>).map(
        ([name, stack]) => [name, settledStack(stack, settled, onGithub)] as const,
    );
    return { ...settled, stacks: Object.fromEntries(stacks) };
}

function settledStack(stack: Raw, raw: Raw, onGithub: boolean): Raw {
    if (!onGithub) {
        return withOperations(without(stack, "pushToDeploy", "prPreviews", "githubActions"), raw);
    }
    const { githubActions, ...rest } = stack as { readonly githubActions?: Raw };
    if (githubActions === undefined) {
        return withOperations(rest, raw);
    }
    const both = "ownerId" in githubActions && "repositoryId" in githubActions;
    const settled = both ? githubActions : without(githubActions, "ownerId", "repositoryId");
    return withOperations({ ...rest, githubActions: settled }, raw);
}

function withOperations(stack: Raw, raw: Raw): Raw {
    const { operations, ...rest } = stack;
    const needed = neededOperations(
        rest as unknown as StackSection,
        { prPreviews: false, ...raw } as unknown as Sections,
    );
    return operations === undefined
        ? rest
        : { ...rest, operations: [...needed, ...(operations as readonly string[])] };
}

/** A map without some of its keys. */
function without(map: Raw, ...keys: readonly string[]): Raw {
    return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}
