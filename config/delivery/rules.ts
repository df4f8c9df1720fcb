/** Rules about delivery, which is a stack of its own. */
import { agentKeys } from "../agent";
import { provisionerName } from "../../lib/provisioner/scope";
import { shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import { neededOperations, pushesDeploy, repositoryConfig } from "./parse";
import type { DeliveredStackSection, DeliverySection } from "./schema";

export const DELIVERY_RULES: readonly Rule[] = [
    nothingElse,
    pushesComeFromGithub,
    operationsThatAreNeeded,
    subjectsOfGithub,
    noProvisioner,
];

/** Whether a stack is one of delivery; one whose section is written wrongly is meant as one. */
export function isDelivery(sections: Partial<Sections>): boolean {
    return !("delivery" in sections) || sections.delivery !== undefined;
}

/** Sections that a stack of delivery can't have beside it; one that is written wrongly is there. */
export function besideDelivery(
    sections: Partial<Sections>,
    targetKeys: readonly string[],
): readonly string[] {
    if (!isDelivery(sections)) {
        return [];
    }
    const wrong = (key: keyof Sections): boolean => !(key in sections);
    const { workloadIdentities = {} } = sections;
    return [
        ...(["management", "hub"] as const).filter(
            (key) => wrong(key) || sections[key] !== undefined,
        ),
        ...(["argocd", "harness"] as const).filter(wrong),
        ...agentKeys(sections),
        ...(targetKeys.length > 0 ? ["targets"] : []),
        ...(wrong("workloadIdentities") || Object.keys(workloadIdentities).length > 0
            ? ["workloadIdentities"]
            : []),
    ];
}

/** What a fleet's stack holds, and what its deploy role could then be used for: no fleet delivers itself. */
function nothingElse(
    sections: Partial<Sections>,
    targetKeys: readonly string[],
): readonly Problem[] {
    return besideDelivery(sections, targetKeys).map((path) => ({
        path,
        remedy: "a stack with delivery has nothing else: put one of the two into a stack of its own.",
    }));
}

function pushesComeFromGithub({ delivery }: Partial<Sections>): readonly Problem[] {
    if (delivery === undefined || repositoryConfig(delivery.repository).kind === "github") {
        return [];
    }
    return [
        ...(["pushToDeploy", "prPreviews"] as const)
            .filter((key) => delivery[key] === true)
            .map((key) => ({ path: `delivery.${key}` })),
        ...stacksOf(delivery).flatMap(([path, stack]) =>
            (["pushToDeploy", "prPreviews", "githubActions"] as const)
                .filter((key) => stack[key] !== undefined && stack[key] !== false)
                .map((key) => ({ path: `${path}.${key}` })),
        ),
    ].map(({ path }) => ({
        path,
        remedy: 'only GitHub can do that: say repository: "owner/name", or leave it out.',
    }));
}

function operationsThatAreNeeded({ delivery }: Partial<Sections>): readonly Problem[] {
    if (delivery === undefined) {
        return [];
    }
    return stacksOf(delivery).flatMap(([path, stack]) => {
        const { operations } = stack;
        const missing =
            operations === undefined
                ? []
                : neededOperations(stack, delivery).filter((one) => !operations.includes(one));
        return missing.map((operation) => ({
            path: `${path}.operations`,
            found: shown(operations)!,
            remedy: `${operation} is missing, which ${REASONS[operation]} needs: add it, or leave operations out${operation === "update" ? "; or say pushToDeploy: false, which is true where absent" : ""}.`,
        }));
    });
}

const REASONS: Readonly<Record<string, string>> = {
    update: "pushToDeploy",
    preview: "prPreviews",
    destroy: "ttl",
    "detect-drift": "driftDetection",
    "remediate-drift": "driftDetection.autoRemediate",
};

function subjectsOfGithub({ delivery }: Partial<Sections>): readonly Problem[] {
    return stacksOf(delivery).flatMap(([path, { githubActions }]) => {
        const { ownerId, repositoryId } = githubActions ?? {};
        return (ownerId === undefined) === (repositoryId === undefined)
            ? []
            : [
                  {
                      path: `${path}.githubActions.${ownerId === undefined ? "ownerId" : "repositoryId"}`,
                      remedy: "missing; GitHub puts both numbers into the subject or none: name both, or neither.",
                  },
              ];
    });
}

function noProvisioner(sections: Partial<Sections>): readonly Problem[] {
    const { delivery, fleet, provisionerRoleName } = sections;
    return delivery === undefined || fleet === undefined
        ? []
        : provisionerProblems(provisionerRoleName, [fleet]);
}

/** A fleet's provisioner may not touch deploy roles: under it, nothing of delivery could be made. */
export function provisionerProblems(
    roleName: string | undefined,
    fleets: readonly string[],
): readonly Problem[] {
    return roleName !== undefined && fleets.map(provisionerName).includes(roleName)
        ? [
              {
                  path: "provisionerRoleName",
                  found: shown(roleName)!,
                  remedy: "a fleet's provisioner may not make deploy roles: name another role of the home accounts, such as OrganizationAccountAccessRole, or leave it out where they are one account.",
              },
          ]
        : [];
}

function stacksOf(
    delivery: DeliverySection | undefined,
): readonly (readonly [path: string, stack: DeliveredStackSection])[] {
    return Object.entries(delivery?.stacks ?? {}).map(([name, stack]) => [
        `delivery.stacks.${name}`,
        stack,
    ]);
}

/** What delivery does that works, and that its author may not have meant. */
export function deliveryWarnings({ delivery }: Sections): readonly string[] {
    if (delivery === undefined) {
        return [];
    }
    return stacksOf(delivery).flatMap(([path, stack]) => [
        ...((stack.prPreviews ?? delivery.prPreviews)
            ? [
                  `${path}: prPreviews runs the code of every pull request with the deploy role, which may change all that the stack has; leave it off where not everybody who can open one may do that.`,
              ]
            : []),
        ...(stack.driftDetection?.autoRemediate === true
            ? [
                  `${path}.driftDetection.autoRemediate: what somebody changed in an emergency is undone without a word at the next run.`,
              ]
            : []),
        ...(stack.githubActions !== undefined && pushesDeploy(stack, delivery)
            ? [
                  `${path}.githubActions: a push starts a deployment on Pulumi Cloud as well as a job on GitHub, and the second of them fails; say pushToDeploy: false where GitHub Actions delivers.`,
              ]
            : []),
        ...(stack.ttl !== undefined && pushesDeploy(stack, delivery)
            ? [
                  `${path}.ttl: a push after ${stack.ttl.timestamp} brings the stack up again; say pushToDeploy: false where it should stay away.`,
              ]
            : []),
    ]);
}
