/** Rules between keys of the stack file. Each checks only keys that parsed, so that none hides another. */
import { shown, type Problem } from "../lib/problems";
import { provisionerName } from "../lib/provisioner/scope";
import { neededOperations, pushesDeploy, repositoryConfig, type Common } from "./operations";
import type { Sections, StackSection } from "./schema";

/** Every problem between keys. */
export function ruleProblems(sections: Partial<Sections>): readonly Problem[] {
    return [
        requireGithubForPushes,
        requireNeededOperations,
        requireBothGithubIds,
        rejectFleetProvisioner,
    ].flatMap((rule) => rule(sections));
}

function requireGithubForPushes(sections: Partial<Sections>): readonly Problem[] {
    const { repository } = sections;
    if (repository === undefined || repositoryConfig(repository).kind === "github") {
        return [];
    }
    return [
        ...(["pushToDeploy", "prPreviews"] as const).filter((key) => sections[key] === true),
        ...stacksOf(sections).flatMap(([path, stack]) =>
            (["pushToDeploy", "prPreviews", "githubActions"] as const)
                .filter((key) => stack[key] !== undefined && stack[key] !== false)
                .map((key) => `${path}.${key}`),
        ),
    ].map((path) => ({
        path,
        remedy: 'only a repository on GitHub supports this: set repository: "owner/name", or leave it out.',
    }));
}

function requireNeededOperations(sections: Partial<Sections>): readonly Problem[] {
    const common = commonOf(sections);
    if (common === undefined) {
        return [];
    }
    return stacksOf(sections).flatMap(([path, stack]) => {
        const { operations } = stack;
        const missing =
            operations === undefined
                ? []
                : neededOperations(stack, common).filter((one) => !operations.includes(one));
        return missing.map((operation) => ({
            path: `${path}.operations`,
            found: shown(operations)!,
            remedy: `${REASONS[operation]} requires ${operation}: add it, or leave operations out${operation === "update" ? ", or set pushToDeploy: false (it defaults to true)" : ""}.`,
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

function requireBothGithubIds(sections: Partial<Sections>): readonly Problem[] {
    return stacksOf(sections).flatMap(([path, { githubActions }]) => {
        const { ownerId, repositoryId } = githubActions ?? {};
        return (ownerId === undefined) === (repositoryId === undefined)
            ? []
            : [
                  {
                      path: `${path}.githubActions.${ownerId === undefined ? "ownerId" : "repositoryId"}`,
                      remedy: "missing; GitHub puts both ids into the subject or neither: set both, or leave both out.",
                  },
              ];
    });
}

function rejectFleetProvisioner({
    fleet,
    provisionerRoleName,
}: Partial<Sections>): readonly Problem[] {
    return fleet === undefined ? [] : provisionerProblems(provisionerRoleName, [fleet]);
}

/** A fleet's provisioner is denied every change of deploy roles, so it cannot create them. */
export function provisionerProblems(
    roleName: string | undefined,
    fleets: readonly string[],
): readonly Problem[] {
    return roleName !== undefined && fleets.map(provisionerName).includes(roleName)
        ? [
              {
                  path: "provisionerRoleName",
                  found: shown(roleName)!,
                  remedy: "a fleet's provisioner may not create deploy roles: set another role of the home accounts, such as OrganizationAccountAccessRole, or leave it out if there is one home account.",
              },
          ]
        : [];
}

function stacksOf({
    stacks = {},
}: Partial<Sections>): readonly (readonly [path: string, stack: StackSection])[] {
    return Object.entries(stacks).map(([name, stack]) => [`stacks.${name}`, stack]);
}

/** Undefined if one of the keys did not parse. */
function commonOf(sections: Partial<Sections>): Common | undefined {
    const { prPreviews, pushToDeploy, repository } = sections;
    return repository === undefined || prPreviews === undefined || !("pushToDeploy" in sections)
        ? undefined
        : { prPreviews, pushToDeploy, repository };
}

/** What a configuration does that works, and that its author may not have meant. One line each. */
export function deliveryWarnings(sections: Sections): readonly string[] {
    return stacksOf(sections).flatMap(([path, stack]) => [
        ...((stack.prPreviews ?? sections.prPreviews)
            ? [
                  `${path}: prPreviews runs the code of every pull request with the deploy role, which can change everything in the stack; leave it off unless everybody who can open a pull request may do that.`,
              ]
            : []),
        ...(stack.driftDetection?.autoRemediate === true
            ? [
                  `${path}.driftDetection.autoRemediate: the next run reverts manual changes, such as an emergency fix, without notice.`,
              ]
            : []),
        ...(stack.githubActions !== undefined && pushesDeploy(stack, sections)
            ? [
                  `${path}.githubActions: a push starts a deployment on Pulumi Cloud and a job on GitHub, and the second one fails; set pushToDeploy: false if GitHub Actions deploys the stack.`,
              ]
            : []),
        ...(stack.ttl !== undefined && pushesDeploy(stack, sections)
            ? [
                  `${path}.ttl: a push after ${stack.ttl.timestamp} creates the stack again; set pushToDeploy: false to prevent that.`,
              ]
            : []),
    ]);
}
