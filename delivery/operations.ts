/** Which operations of a stack may assume its deploy role. */
import { OPERATIONS, type Sections, type StackSection } from "./schema";
import type { PulumiOperation, RepositoryConfig } from "./types";

/** The top-level keys that a stack's operations depend on. */
export type Common = Pick<Sections, "repository" | "pushToDeploy" | "prPreviews">;

export function repositoryConfig(repository: string): RepositoryConfig {
    return repository.startsWith("https://")
        ? { kind: "git", url: repository }
        : { kind: "github", name: repository };
}

/** Whether a push deploys a stack. Pulumi learns of pushes from GitHub only. */
export function pushesDeploy(stack: StackSection, common: Common): boolean {
    const onGithub = repositoryConfig(common.repository).kind === "github";
    return stack.pushToDeploy ?? common.pushToDeploy ?? onGithub;
}

/** Operations that a stack's other keys require. */
export function neededOperations(stack: StackSection, common: Common): readonly PulumiOperation[] {
    const { driftDetection, ttl } = stack;
    return [
        ...(pushesDeploy(stack, common) ? (["update"] as const) : []),
        ...((stack.prPreviews ?? common.prPreviews) ? (["preview"] as const) : []),
        ...(ttl === undefined ? [] : (["destroy"] as const)),
        ...(driftDetection === undefined ? [] : (["detect-drift"] as const)),
        ...(driftDetection?.autoRemediate === true ? (["remediate-drift"] as const) : []),
    ];
}

export function operationsOf(stack: StackSection, common: Common): readonly PulumiOperation[] {
    const allowed = stack.operations ?? ["update", "refresh", ...neededOperations(stack, common)];
    return OPERATIONS.filter((operation) => allowed.includes(operation));
}
