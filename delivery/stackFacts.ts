/** What delivery needs to know about a stack, all of it derived from the stack's own file. */
import { accountsWithoutRole } from "../lib/aws/accounts";
import type { Partition } from "../lib/aws/arn";
import type { Problem } from "../lib/problems";
import { type FleetConfig, hubAccount, ownPlaces, type Place } from "../config/fleet";
import { provisionerExcess, type ProvisionerScope } from "../lib/provisioner/permissions";
import { endpoints, reachProblems } from "./reach";
import type { StackConfig } from "./types";

/** A delivered stack. */
export interface StackFacts {
    readonly fleet: string;
    readonly partition: Partition;
    /** Account of the deploy role, whose credentials are Pulumi's own in a deployment. */
    readonly home: { readonly accountId: string; readonly region: string };
    /** Roles that Pulumi assumes in the accounts, each once, sorted. */
    readonly provisionerRoleArns: readonly string[];
    /** What the deploy role itself may do in its account. Undefined if the stack assumes a provisioner role there. */
    readonly direct?: ProvisionerScope | undefined;
}

export type StackFactsResult =
    | { readonly facts: StackFacts; readonly problems?: undefined }
    | { readonly facts?: undefined; readonly problems: readonly Problem[] };

/**
 * @param path of the stack in delivery's configuration
 * @param config from the stack's file
 * @param hub from the file of the hub's stack; undefined if there is none in the same project
 */
export function stackFacts(
    path: string,
    stack: StackConfig,
    config: FleetConfig,
    hub: FleetConfig | undefined,
): StackFactsResult {
    const hubPlace = referredHub(path, config, hub);
    const places = [...hubPlace.places, ...ownPlaces(config)];
    const roles = [
        ...hubPlace.roleArns,
        ...places.flatMap(({ provisionerRoleArn: role }) => (role === undefined ? [] : [role])),
    ];
    const direct = places.filter(({ provisionerRoleArn }) => provisionerRoleArn === undefined);
    const home = homeOf(path, stack, places, direct);
    const bound = boundaryOf(path, direct);
    const problems = [
        ...hubPlace.problems,
        ...home.problems,
        ...bound.problems,
        ...reachProblems(path, stack.agentPool, [
            ...endpoints(config, "the stack"),
            ...(hub === undefined || config.hub.kind !== "referred"
                ? []
                : endpoints(hub, "its hub", true)),
        ]),
    ];
    if (problems.length > 0 || home.account === undefined) {
        return { problems };
    }
    const scope: ProvisionerScope | undefined =
        bound.name === undefined
            ? undefined
            : {
                  partition: config.partition,
                  accountId: home.account.accountId,
                  fleet: config.fleet,
                  ...clustersOf(direct),
                  boundaryName: bound.name,
                  rolePath: config.rolePath,
              };
    const excess = scope === undefined ? undefined : provisionerExcess(scope);
    if (excess !== undefined) {
        return {
            problems: [
                {
                    path,
                    remedy: `the stack needs more permissions without a provisioner role than its deploy role can have: ${excess}. Set provisionerRoleName in the stack's file, or divide its clusters among several stacks.`,
                },
            ],
        };
    }
    return {
        facts: {
            fleet: config.fleet,
            partition: config.partition,
            home: home.account,
            provisionerRoleArns: [...new Set(roles)].sort(),
            direct: scope,
        },
    };
}

/** Clusters in several regions may share a name: if the stack creates one of them, it has the permissions to create for that name. */
function clustersOf(
    places: readonly Place[],
): Pick<ProvisionerScope, "clusterNames" | "usedClusterNames"> {
    const names = (wanted: (place: Place) => boolean): readonly string[] => [
        ...new Set(places.filter(wanted).flatMap(({ clusterName }) => clusterName ?? [])),
    ];
    const clusterNames = names(({ makesCluster }) => makesCluster === true);
    const used = names(({ makesCluster }) => makesCluster !== true).filter(
        (name) => !clusterNames.includes(name),
    );
    return { clusterNames, ...(used.length === 0 ? {} : { usedClusterNames: used }) };
}

/** Where a stack of targets works in its hub: from the file of the hub's stack, or by the role that the stack names. */
function referredHub(
    path: string,
    config: FleetConfig,
    hub: FleetConfig | undefined,
): {
    readonly places: readonly Place[];
    readonly roleArns: readonly string[];
    readonly problems: readonly Problem[];
} {
    const nothing = { places: [], roleArns: [], problems: [] };
    if (config.hub.kind !== "referred") {
        return nothing;
    }
    const { provisionerRoleArn, stack } = config.hub;
    if (hub?.hub.kind === "own") {
        const { management } = hub.hub;
        return {
            ...nothing,
            places: [
                {
                    path: "hub",
                    clusterName: management.clusterName,
                    boundaryArn: management.roleSettings.permissionsBoundaryArn,
                    ...hubAccount(config.hub, management),
                },
            ],
        };
    }
    if (hub !== undefined) {
        return {
            ...nothing,
            problems: [{ path, remedy: `its hub stack ${stack} has no management cluster.` }],
        };
    }
    return provisionerRoleArn !== undefined
        ? { ...nothing, roleArns: [provisionerRoleArn] }
        : {
              ...nothing,
              problems: [
                  {
                      path,
                      remedy: `its hub, stack ${stack}, is in another project, whose file is not read: set hub.provisionerRoleArn, the role for the hub account, in the stack's file.`,
                  },
              ],
          };
}

function homeOf(
    path: string,
    { homeAccountId }: StackConfig,
    places: readonly Place[],
    direct: readonly Place[],
): { readonly account?: StackFacts["home"]; readonly problems: readonly Problem[] } {
    const accounts = [...accountsWithoutRole(direct).keys()];
    if (accounts.length > 1) {
        return {
            problems: [
                {
                    path,
                    remedy: `its file has no provisioner role for the accounts ${accounts.join(" and ")}, and a deployment has credentials for one account: set provisionerRoleName there.`,
                },
            ],
        };
    }
    const [own] = accounts;
    if (own !== undefined && homeAccountId !== undefined && own !== homeAccountId) {
        return {
            problems: [
                {
                    path: `${path}.homeAccountId`,
                    found: JSON.stringify(homeAccountId),
                    remedy: `must be ${own}, for which the stack's file has no provisioner role: leave homeAccountId out, or set provisionerRoleName in the file.`,
                },
            ],
        };
    }
    const [first] = places;
    const accountId = homeAccountId ?? own ?? first?.accountId;
    if (accountId === undefined) {
        return {
            problems: [
                { path: `${path}.homeAccountId`, remedy: "missing; its file names no account." },
            ],
        };
    }
    // IAM is global within a partition: any region of the file serves an account that the file doesn't name.
    const region = (places.find((one) => one.accountId === accountId) ?? first)?.region;
    return { account: { accountId, region: region ?? "us-east-1" }, problems: [] };
}

/** A role that may create roles without a boundary may do anything, so a stack without a provisioner role needs a boundary. */
function boundaryOf(
    path: string,
    direct: readonly Place[],
): { readonly name?: string; readonly problems: readonly Problem[] } {
    const unbounded = direct.filter(({ boundaryArn }) => boundaryArn === undefined);
    if (unbounded.length > 0) {
        const { accountId } = unbounded[0]!;
        return {
            problems: [
                {
                    path,
                    remedy: `its file has no provisioner role for account ${accountId} and no permissionsBoundary (${unbounded.map((place) => place.path).join(", ")}): the deploy role could create roles that may do anything. Set permissionsBoundary there, or provisionerRoleName.`,
                },
            ],
        };
    }
    const names = [...new Set(direct.map(({ boundaryArn }) => boundaryArn!.split(":policy/")[1]!))];
    return names.length > 1
        ? {
              problems: [
                  {
                      path,
                      remedy: `its file has several permissions boundaries in the account without a provisioner role (${names.join(", ")}): use one there, or set provisionerRoleName.`,
                  },
              ],
          }
        : { ...(names[0] === undefined ? {} : { name: names[0] }), problems: [] };
}
