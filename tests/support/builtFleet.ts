/**
 * The roles of a configuration in the sandbox's AWS, created from the program's own documents as the program creates
 * them.
 */
import { roleServiceAccounts } from "../../lib/fleet/agent";
import { CLUSTER_CLIENTS } from "../../lib/argocd/release";
import { clusterArn, roleArn, type Partition } from "../../lib/aws/arn";
import type { AgentConfig } from "../../lib/agent/types";
import type { AccountConfig } from "../../lib/cluster/types";
import { type FleetConfig, fleetTargetNames, stackPacks } from "../../config/fleet";
import { argoRoleArn, packPath } from "../../lib/fleet/names";
import { policyText, type PolicyDocument } from "../../lib/iam/documents";
import { assumeRolePermission } from "../../lib/iam/packs";
import type { RoleSettings } from "../../lib/iam/settings";
import { deployerTrust, podIdentityTrust, webIdentityTrust } from "../../lib/iam/trust";
import { argoRoleName, bootstrapRoleName } from "../../lib/naming/names";
import type { SimulationResult } from "../../sandbox/src/aws/simulate";
import { fixture, type Call, type Fixture } from "../../sandbox/tests/aws/identitySupport";
import { createRole, issuerOf, type Issuer } from "./sandboxRoles";

/** A role that ServiceAccounts assume. */
export interface ServiceAccountRole {
    readonly arn: string;
    readonly accountId: string;
    readonly issuer: Issuer;
    readonly namespace: string;
    readonly serviceAccounts: readonly string[];
}

export interface BuiltFleet {
    readonly partition: Partition;
    readonly accounts: readonly string[];
    /** Role argocd; undefined for a stack without a hub. */
    readonly argo: (ServiceAccountRole & Agent) | undefined;
    readonly deployers: readonly string[];
    /** The role of an App-of-Apps. */
    readonly bootstrap: readonly string[];
    readonly runners: readonly ServiceAccountRole[];
    /** Creates a role that does not belong to the program. */
    readonly addStranger: (accountId: string, name: string, trusted: string) => Promise<string>;
    readonly can: (
        principalArn: string,
        action: string,
        resource: string,
        context?: Readonly<Record<string, string>>,
    ) => SimulationResult;
}

interface Agent extends Pick<AgentConfig, "identity"> {
    readonly clusterArn: string;
}

/** A role that may do everything in an account. */
export const ADMIN = "SomeAdmin";

const OTHER_HUB: Readonly<Record<Partition, string>> = {
    aws: "eu-west-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
};

/** Creates every role and policy of a configuration. @throws AwsError if AWS would reject one of them */
export async function builtFleet(config: FleetConfig): Promise<BuiltFleet> {
    const hub = hubOf(config);
    const accounts = accountsOf(config, hub?.place);
    const quota = hub?.agent.managedPoliciesPerRole ?? 10;
    const cloud = fixture({ partition: config.partition, quotas: { attachedPolicies: quota } });
    for (const account of accounts) {
        cloud.aws.organisation.ensureAccount(account, { provisionerRoles: [ADMIN] });
    }
    const region = OTHER_HUB[config.partition];
    const as = (account: string): Call =>
        cloud.using(
            cloud.aws.organisation.operatorCredentials({ account, durationSeconds: 43200 }),
            region,
        );
    const argo = hub === undefined ? undefined : await builtArgo(as, config, hub);
    return {
        partition: config.partition,
        accounts,
        argo,
        deployers: argo === undefined ? [] : await builtDeployers(as, config, argo),
        bootstrap: argo === undefined ? [] : await builtBootstrap(as, config, argo),
        runners: await builtRunners(as, config, argo?.issuer),
        addStranger: async (account, name, trusted) => {
            const trust = { Sid: "Stranger", Effect: "Allow", Action: "sts:AssumeRole" } as const;
            await createRole(
                as(account),
                name,
                { path: "/" },
                {
                    Version: "2012-10-17",
                    Statement: [{ ...trust, Principal: { AWS: trusted } }],
                },
            );
            return roleArn(config.partition, account, name);
        },
        can: (principalArn, action, resource, context = {}) =>
            simulated(cloud, { principalArn, action, resource, context }),
    };
}

function simulated(
    cloud: Fixture,
    question: Parameters<Fixture["aws"]["simulate"]>[0],
): SimulationResult {
    return cloud.aws.simulate(question);
}

interface Hub {
    readonly place: AccountConfig;
    readonly clusterArn: string;
    readonly roleSettings: RoleSettings;
    readonly agent: Pick<AgentConfig, "identity" | "managedPoliciesPerRole" | "namespace">;
    readonly serviceAccounts: readonly string[];
}

const REFERRED_AGENT: Hub["agent"] = {
    identity: "irsa",
    managedPoliciesPerRole: 10,
    namespace: "argocd",
};

/** The hub, or the contract of another stack's hub. */
function hubOf({ hub, partition, rolePath }: FleetConfig): Hub | undefined {
    switch (hub.kind) {
        case "none":
            return undefined;
        case "own": {
            const { accountId, clusterName, region, roleSettings } = hub.management;
            const arn = clusterArn(region, accountId, clusterName);
            return {
                place: hub.management,
                clusterArn: arn,
                roleSettings,
                agent: hub.agent.config,
                serviceAccounts: roleServiceAccounts(hub.agent),
            };
        }
        case "referred": {
            const place = { accountId: "444444444444", region: OTHER_HUB[partition] };
            return {
                place,
                clusterArn: clusterArn(place.region, place.accountId, "hub"),
                roleSettings: { path: rolePath },
                agent: REFERRED_AGENT,
                serviceAccounts: CLUSTER_CLIENTS,
            };
        }
    }
}

function accountsOf(config: FleetConfig, hub: AccountConfig | undefined): readonly string[] {
    return [
        ...new Set([
            ...(hub === undefined ? [] : [hub.accountId]),
            ...Object.values(config.targets).map(({ cluster }) => cluster.accountId),
            ...Object.values(config.workloadIdentities).flatMap(({ accounts }) =>
                Object.values(accounts).map(({ accountId }) => accountId),
            ),
        ]),
    ];
}

async function builtArgo(
    as: (account: string) => Call,
    config: FleetConfig,
    { place, agent, serviceAccounts, ...hub }: Hub,
): Promise<NonNullable<BuiltFleet["argo"]>> {
    const issuer = issuerOf(place.region, hub.clusterArn);
    const { namespace, identity } = agent;
    const trust =
        identity === "irsa"
            ? webIdentityTrust({
                  oidcProviderArn: issuer.providerIn(place.accountId),
                  issuer: `https://${issuer.name}`,
                  namespace,
                  serviceAccounts,
              })
            : podIdentityTrust({ clusterArn: hub.clusterArn, namespace, serviceAccounts });
    const call = as(place.accountId);
    await createRole(call, argoRoleName(config.fleet), hub.roleSettings, trust);
    const path = packPath(config.fleet, "stack");
    for (const { id, document } of stackPacks(config, identity)) {
        const policy = await call("iam:CreatePolicy", {
            PolicyName: id,
            Path: path,
            PolicyDocument: policyText(document),
        });
        await call("iam:AttachRolePolicy", {
            RoleName: argoRoleName(config.fleet),
            PolicyArn: (policy["Policy"] as { readonly Arn: string }).Arn,
        });
    }
    return {
        arn: argoRoleArn(config, place.accountId),
        accountId: place.accountId,
        clusterArn: hub.clusterArn,
        ...{ identity, issuer, namespace, serviceAccounts },
    };
}

function trustOf(argo: NonNullable<BuiltFleet["argo"]>): PolicyDocument {
    return deployerTrust({
        argoRoleArn: argo.arn,
        argoRoleUniqueId: "AROA0123456789ABCDEFG",
        tagSession: argo.identity === "podIdentity",
    });
}

async function builtDeployers(
    as: (account: string) => Call,
    config: FleetConfig,
    argo: NonNullable<BuiltFleet["argo"]>,
): Promise<readonly string[]> {
    const names = fleetTargetNames(config);
    for (const [key, { cluster }] of Object.entries(config.targets)) {
        const { deployerRoleName } = names[key]!;
        await createRole(
            as(cluster.accountId),
            deployerRoleName,
            cluster.roleSettings,
            trustOf(argo),
        );
    }
    return Object.values(names).map(({ deployerRoleArn }) => deployerRoleArn);
}

async function builtBootstrap(
    as: (account: string) => Call,
    { fleet, hub, partition }: FleetConfig,
    argo: NonNullable<BuiltFleet["argo"]>,
): Promise<readonly string[]> {
    const { agent } = hub.kind === "own" ? hub : { agent: undefined };
    if (
        hub.kind !== "own" ||
        agent?.engine !== "argocd" ||
        agent.config.bootstrap?.kind !== "appOfApps"
    ) {
        return [];
    }
    const name = bootstrapRoleName(fleet);
    const call = as(argo.accountId);
    const { roleSettings } = hub.management;
    await createRole(call, name, roleSettings, trustOf(argo));
    const arn = roleArn(partition, argo.accountId, name, roleSettings.path);
    await call("iam:PutRolePolicy", {
        RoleName: argoRoleName(fleet),
        PolicyName: "bootstrap",
        PolicyDocument: policyText(assumeRolePermission([arn], argo.identity === "podIdentity")),
    });
    return [arn];
}

async function builtRunners(
    as: (account: string) => Call,
    { partition, workloadIdentities }: FleetConfig,
    hubIssuer: Issuer | undefined,
): Promise<readonly ServiceAccountRole[]> {
    const runners: ServiceAccountRole[] = [];
    for (const { accounts, cluster, namespace } of Object.values(workloadIdentities)) {
        const issuer =
            cluster.kind === "management"
                ? hubIssuer!
                : issuerOf(cluster.region, `${cluster.accountId}/${cluster.clusterName}`);
        for (const { accountId, roleName, roleSettings, serviceAccount, ...role } of Object.values(
            accounts,
        )) {
            const call = as(accountId);
            const trusted = { namespace: namespace.name, serviceAccounts: [serviceAccount] };
            await createRole(
                call,
                roleName,
                roleSettings,
                webIdentityTrust({
                    oidcProviderArn: issuer.providerIn(accountId),
                    issuer: `https://${issuer.name}`,
                    ...trusted,
                }),
            );
            if (role.inlinePolicy !== undefined) {
                await call("iam:PutRolePolicy", {
                    RoleName: roleName,
                    PolicyName: "inline",
                    PolicyDocument: role.inlinePolicy,
                });
            }
            const arn = roleArn(partition, accountId, roleName, roleSettings.path);
            runners.push({ arn, accountId, issuer, ...trusted });
        }
    }
    return runners;
}
