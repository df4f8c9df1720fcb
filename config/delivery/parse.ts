/** From the section to delivery as configured. */
import type { Sections } from "../schema";
import { OPERATIONS, type DeliveredStackSection, type DeliverySection } from "./schema";
import type {
    DeliveredStackConfig,
    DeliveryConfig,
    PulumiOperation,
    RepositoryConfig,
} from "./types";

export function deliveryConfig(
    section: DeliverySection,
    { provisionerRoleName, permissionsBoundary }: Sections,
): DeliveryConfig {
    const { organization, project, folder, preRunCommands, cachedDependencies } = section;
    return {
        organization,
        ...(project === undefined ? {} : { project }),
        repository: repositoryConfig(section.repository),
        folder,
        preRunCommands,
        cachedDependencies,
        oidcProvider: section.oidcProvider,
        addAudience: section.addAudience,
        ...(provisionerRoleName === undefined ? {} : { provisionerRoleName }),
        ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
        stacks: Object.fromEntries(
            Object.entries(section.stacks).map(([name, stack]) => [
                name,
                stackConfig(stack, section),
            ]),
        ),
    };
}

function stackConfig(
    stack: DeliveredStackSection,
    delivery: DeliverySection,
): DeliveredStackConfig {
    const { paths, driftDetection, ttl, sessionDuration, homeAccountId, githubActions } = stack;
    const agentPool = stack.agentPool ?? delivery.agentPool;
    return {
        branch: stack.branch ?? delivery.branch,
        ...(paths === undefined ? {} : { paths }),
        pushToDeploy: pushesDeploy(stack, delivery),
        prPreviews: stack.prPreviews ?? delivery.prPreviews,
        ...(agentPool === undefined ? {} : { agentPool }),
        operations: operationsOf(stack, delivery),
        ...(driftDetection === undefined ? {} : { driftDetection }),
        ...(ttl === undefined ? {} : { ttl }),
        sessionDuration,
        ...(homeAccountId === undefined ? {} : { homeAccountId }),
        ...(githubActions === undefined
            ? {}
            : {
                  githubActions: {
                      environment: githubActions.environment,
                      // A rule refuses one without the other.
                      ...(githubActions.ownerId === undefined
                          ? {}
                          : {
                                ids: {
                                    owner: githubActions.ownerId,
                                    repository: githubActions.repositoryId!,
                                },
                            }),
                  },
              }),
    };
}

export function repositoryConfig(repository: string): RepositoryConfig {
    return repository.startsWith("https://")
        ? { kind: "git", url: repository }
        : { kind: "github", name: repository };
}

/** Whether a push deploys a stack; only GitHub tells Pulumi of pushes. */
export function pushesDeploy(stack: DeliveredStackSection, delivery: DeliverySection): boolean {
    const onGithub = repositoryConfig(delivery.repository).kind === "github";
    return stack.pushToDeploy ?? delivery.pushToDeploy ?? onGithub;
}

/** Operations that a stack's other keys can't do without. */
export function neededOperations(
    stack: DeliveredStackSection,
    delivery: DeliverySection,
): readonly PulumiOperation[] {
    const { driftDetection, ttl } = stack;
    return [
        ...(pushesDeploy(stack, delivery) ? (["update"] as const) : []),
        ...((stack.prPreviews ?? delivery.prPreviews) ? (["preview"] as const) : []),
        ...(ttl === undefined ? [] : (["destroy"] as const)),
        ...(driftDetection === undefined ? [] : (["detect-drift"] as const)),
        ...(driftDetection?.autoRemediate === true ? (["remediate-drift"] as const) : []),
    ];
}

function operationsOf(
    stack: DeliveredStackSection,
    delivery: DeliverySection,
): readonly PulumiOperation[] {
    const allowed = stack.operations ?? ["update", "refresh", ...neededOperations(stack, delivery)];
    return OPERATIONS.filter((operation) => allowed.includes(operation));
}
