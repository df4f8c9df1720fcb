import assert from "node:assert/strict";

import { AwsProviders } from "../../discovery/awsProviders";
import { ConfigError } from "../../lib/problems";
import { parseConfig } from "../../config/parse";
import type { StackOwner } from "../../lib/naming/owner";
import { discoverExisting, type Discovery } from "../../discovery/discover";
import { changed, type Raw } from "../support/config";
import { CONTRACT } from "../support/hub";
import { install } from "../support/mocks";
import { ALLOWED, inNamespace as namespaceOf, SYSTEM } from "../support/systemNamespaces";
import { IDENTITIES_STACK } from "../support/workloadIdentities";

const OWNER: StackOwner = { organization: "acme", project: "fleet", stack: "dev" };
const TARGETS_STACK = changed({ management: undefined, hub: { stack: "hub" } });
const HUB_CLUSTER = { accountId: "111111111111", region: "eu-west-1", clusterName: "management" };

const CLUSTER = {
    status: "ACTIVE",
    endpoint: "https://hub.eks.amazonaws.com",
    version: "1.35",
    certificateAuthorities: [{ data: "LS0tLS1CRUdJTg==" }],
    identities: [{ oidcs: [{ issuer: CONTRACT.oidcIssuerUrl }] }],
    accessConfigs: [{ authenticationMode: "API" }],
    vpcConfig: { vpcId: "vpc-1", endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] },
};

/** AWS calls of the last discovery, by the provider's account. */
let asked: string[];

/** Namespaces of the hub that the last discovery read. */
let read: string[];

type Labels = Readonly<Record<string, string>>;
const CONFINED: Labels = { "pod-security.kubernetes.io/enforce": "baseline" };

/**
 * Runs discovery for a stack whose hub runs its agent in this namespace, and whose namespaces all have these labels.
 */
async function found(
    raw: Raw,
    agentNamespace = "gitops",
    labels: Labels = CONFINED,
): Promise<Discovery> {
    asked = [];
    read = [];
    const harness = await install({
        stacks: { "acme/fleet/hub": { hub: { ...CONTRACT, agentNamespace } } },
        calls: {
            "aws:iam/getRolePolicyAttachments:getRolePolicyAttachments": (_inputs, provider) => {
                asked.push(provider.slice(4, 16));
                return { attachedPolicies: [] };
            },
            "aws:eks/getCluster:getCluster": () => CLUSTER,
            "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": () => ({
                arn: "arn",
                clientIdLists: ["sts.amazonaws.com"],
                tags: {},
            }),
        },
    });
    try {
        return await discoverExisting(
            parseConfig(raw, "fleet"),
            OWNER,
            new AwsProviders({}),
            (kubeconfig, name) => {
                assert.match(kubeconfig, /"https:\/\/hub\.eks\.amazonaws\.com"/);
                read.push(name);
                return Promise.resolve(labels);
            },
        );
    } finally {
        await harness.settle();
    }
}

async function problemsOf(
    raw: Raw,
    agentNamespace?: string,
    labels?: Labels,
): Promise<readonly string[]> {
    try {
        await found(raw, agentNamespace, labels);
        return [];
    } catch (error) {
        assert.ok(error instanceof ConfigError, String(error));
        return error.problems.map(({ path, found: value, remedy }) =>
            [`${path}:`, ...(value === undefined ? [] : [`found ${value};`]), remedy].join(" "),
        );
    }
}

const inNamespace = (name: string, options: Raw): Raw => namespaceOf(name, options, TARGETS_STACK);

describe("A target that is the cluster of another stack's hub", () => {
    const onHub = (access: unknown, place: Raw = {}): Raw =>
        changed(
            { "targets.same": { ...HUB_CLUSTER, ...place, existing: true, access } },
            TARGETS_STACK,
        );
    const inside = (name: string): unknown => ({ namespaces: { [name]: ALLOWED } });

    it("can be deployed to in ordinary namespaces by name", async () => {
        assert.deepEqual(await problemsOf(onHub({ namespaces: { shop: {} } })), []);
        assert.deepEqual(read, []);
    });

    it("can be deployed to in an existing namespace only if it confines pods", async () => {
        const existing = onHub({ namespaces: { shop: { existing: true } } });
        const open: readonly Labels[] = [
            {},
            { "pod-security.kubernetes.io/enforce": "privileged" },
        ];
        for (const labels of open) {
            assert.deepEqual(await problemsOf(existing, "gitops", labels), [
                "targets.same.access.namespaces.shop.podSecurity: must be baseline or restricted: namespace shop of the management cluster enforces no Pod Security level, so a pod there could read the agent's token from the node and reach every cluster of the fleet. Set it here, or label the namespace: kubectl label namespace shop pod-security.kubernetes.io/enforce=baseline.",
            ]);
        }
        assert.deepEqual(await problemsOf(existing, "gitops", CONFINED), []);
        assert.deepEqual(read, ["shop"]);
    });

    it("is rejected with a system namespace, the agent's namespace or the whole cluster, with or without the switch", async () => {
        for (const name of SYSTEM) {
            const problems = await problemsOf(onHub(inside(name)));
            assert.equal(problems.length, 1, problems.join("\n"));
            assert.match(
                problems[0]!,
                new RegExp(
                    `^targets\\.same\\.access\\.namespaces\\.${name}: must be removed: .* of the management cluster`,
                ),
            );
        }
        for (const access of [inside("gitops"), { namespaces: { gitops: {} } }]) {
            assert.match(
                (await problemsOf(onHub(access))).join(),
                /^targets\.same\.access\.namespaces\.gitops: must be removed, because the agent runs in this namespace/,
            );
        }
        assert.match(
            (await problemsOf(onHub("cluster"))).join(),
            /^targets\.same\.access: found "cluster"; must list namespaces, because this is the management cluster/,
        );
    });

    it("is distinguished from clusters that share only its account, region or name", async () => {
        for (const place of [
            { accountId: "222222222222" },
            { region: "eu-central-1" },
            { clusterName: "other" },
        ]) {
            assert.deepEqual(await problemsOf(onHub("cluster", place)), []);
            assert.deepEqual(await problemsOf(onHub(inside("kube-system"), place)), []);
        }
    });
});

describe("A namespace with the name of the agent's namespace in another stack", () => {
    it("is accepted on other clusters only with allowSystemNamespace, with a warning on every run", async () => {
        assert.deepEqual(await problemsOf(inNamespace("gitops", {})), [
            "targets.testing.access.namespaces.gitops: must be removed, or have allowSystemNamespace: true: an agent usually runs in a namespace of this name, so anyone who may deploy there can use its ServiceAccounts and reach everything that it reaches.",
        ]);
        const { warnings } = await found(inNamespace("gitops", ALLOWED));
        assert.deepEqual(warnings, [
            "targets.testing.access.namespaces.gitops: allowSystemNamespace is true: an agent usually runs in a namespace of this name, so anyone who may deploy there can use its ServiceAccounts and reach everything that it reaches.",
        ]);
    });

    it("is the one in the hub's contract: otherwise argocd is an ordinary name", async () => {
        assert.deepEqual(await problemsOf(inNamespace("argocd", {})), []);
        assert.deepEqual(await problemsOf(inNamespace("argocd", ALLOWED)), [
            "targets.testing.access.namespaces.argocd.allowSystemNamespace: found true; must be removed: it has no effect on argocd, which is not one of kube-system, kube-public, kube-node-lease, gitops.",
        ]);
        assert.equal((await problemsOf(inNamespace("argocd", {}), "argocd")).length, 1);
        assert.deepEqual(await problemsOf(inNamespace("argocd", ALLOWED), "argocd"), []);
    });

    it("is the only one that discovery warns about; the configuration warns about those of Kubernetes", async () => {
        const raw = inNamespace("kube-system", ALLOWED);
        assert.equal(parseConfig(raw, "fleet").warnings.length, 1);
        assert.deepEqual((await found(raw)).warnings, []);
        // A hub of an earlier release may run its agent there.
        assert.deepEqual((await found(raw, "kube-system")).warnings, []);
    });
});

describe("A workload identity on the cluster of another stack's hub", () => {
    const { torque } = IDENTITIES_STACK.workloadIdentities;
    const identity = (name: string, cluster: unknown): Raw =>
        changed(
            {
                "workloadIdentities.torque": {
                    ...torque,
                    cluster,
                    namespace: { name, existing: true },
                    accounts: { dev: { ...torque.accounts.dev, region: "eu-west-1" } },
                },
            },
            TARGETS_STACK,
        );

    it("is rejected in the agent's namespace, however its cluster is named", async () => {
        for (const cluster of ["management", HUB_CLUSTER]) {
            assert.deepEqual(await problemsOf(identity("gitops", cluster)), [
                'workloadIdentities.torque.namespace.name: found "gitops"; must not be Argo CD\'s own namespace: pods there could run under its ServiceAccounts and reach every cluster of the fleet. Choose another.',
            ]);
            assert.deepEqual(await problemsOf(identity("argocd", cluster)), []);
        }
        const other = { ...HUB_CLUSTER, clusterName: "other" };
        assert.deepEqual(await problemsOf(identity("gitops", other)), []);
    });

    it("is rejected in a system namespace if it names the cluster by account, region and name", async () => {
        const problems = await problemsOf(identity("kube-system", HUB_CLUSTER));
        assert.match(
            problems.join(),
            /^workloadIdentities\.torque\.namespace\.name: found "kube-system"; must not be a system namespace of the management cluster/,
        );
        const other = { ...HUB_CLUSTER, clusterName: "other" };
        assert.deepEqual(await problemsOf(identity("kube-system", other)), []);
    });
});

describe("A stack of targets without provisionerRoleName", () => {
    const targets = (accountId: string, changes: Raw = {}): Raw =>
        changed(
            {
                provisionerRoleName: undefined,
                "targets.testing.accountId": accountId,
                "targets.testing.admins": { me: `arn:aws:iam::${accountId}:role/Me` },
                ...changes,
            },
            TARGETS_STACK,
        );
    const ROLE = "arn:aws:iam::111111111111:role/FromTargets";

    it("is rejected if its hub is in another account, before that account is accessed", async () => {
        assert.deepEqual(await problemsOf(targets("222222222222")), [
            "provisionerRoleName: must be set: this stack has no provisioner role for the accounts 111111111111 (hub), 222222222222 (targets.testing), and Pulumi's own credentials are valid in one account only. Name a role that Pulumi can assume in each of them, such as OrganizationAccountAccessRole, or set provisionerRoleArn for all of them but one.",
        ]);
        assert.deepEqual(asked, []);
    });

    it("is accepted if its hub is in the same account, or has a role there", async () => {
        assert.deepEqual(await problemsOf(targets("111111111111")), []);
        assert.deepEqual(asked, ["111111111111"]);
        const withRole = { "hub.provisionerRoleArn": ROLE };
        assert.deepEqual(await problemsOf(targets("222222222222", withRole)), []);
        assert.deepEqual(
            await problemsOf(
                targets("222222222222", {
                    "targets.testing.provisionerRoleArn": "arn:aws:iam::222222222222:role/P",
                }),
            ),
            [],
        );
    });

    it("is rejected for an account of a workload identity as well", async () => {
        const { torque } = IDENTITIES_STACK.workloadIdentities;
        const identity = (accountId: string): Raw =>
            changed(
                {
                    provisionerRoleName: undefined,
                    targets: undefined,
                    guestbook: undefined,
                    "workloadIdentities.torque": {
                        namespace: torque.namespace,
                        accounts: { dev: { accountId, region: "eu-west-1" } },
                    },
                },
                TARGETS_STACK,
            );
        assert.match(
            (await problemsOf(identity("222222222222"))).join(),
            /^provisionerRoleName: must be set: .* 111111111111 \(hub\), 222222222222 \(workloadIdentities\.torque\.accounts\.dev\)/,
        );
        assert.deepEqual(await problemsOf(identity("111111111111")), []);
    });
});
