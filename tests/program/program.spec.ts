/**
 * The whole program with a full configuration. Its inventory is compared with tests/expected/program.txt. After an
 * intended change, regenerate that file and review the difference:
 *
 * UPDATE_EXPECTED=1 node_modules/.bin/mocha --grep "inventory"
 */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import type { HubContract } from "../../lib/fleet/hubContract";
import program from "../../index";
import { stackConfig } from "../support/config";
import { expectedContract } from "../support/hub";
import { CRDS, FULL_CONFIG, INSTALLATION } from "../support/fixtures";
import { assertChildNames, assertNoDefaultProvider, goesBefore } from "../support/fleet";
import {
    install,
    isSecret,
    revealed,
    value,
    type Harness,
    type Registered,
} from "../support/mocks";
import { placedInventory } from "../support/placedInventory";

const EXPECTED = path.join(__dirname, "../expected/program.txt");

interface Run {
    readonly harness: Harness;
    readonly exports: Record<string, unknown>;
    /** Where the manifests were read from. */
    readonly directory: string | undefined;
}

async function run(preview: boolean): Promise<Run> {
    const harness = await install({ preview, project: "eks-gitops-fleet" });
    pulumi.runtime.setAllConfig(stackConfig(FULL_CONFIG, "eks-gitops-fleet"));
    let directory: string | undefined;
    const exports = await program({
        manifests: (from?: string) => {
            directory = from;
            return Promise.resolve({ crds: CRDS, installation: INSTALLATION });
        },
    });
    await harness.settle();
    return { harness, exports, directory };
}

/** Logical name of the component that contains a cluster. */
function holder(key: string): string {
    return key === "management" ? key : `${key}-cluster`;
}

describe("The program", () => {
    let harness: Harness;
    let exports: Record<string, unknown>;
    let directory: string | undefined;
    before(async () => {
        ({ harness, exports, directory } = await run(false));
    });
    after(() => pulumi.runtime.setAllConfig({}));

    it("has exactly the inventory of tests/expected/program.txt, each resource in its account", () => {
        if (process.env["UPDATE_EXPECTED"] === "1") {
            writeFileSync(EXPECTED, placedInventory(harness));
        }
        assert.equal(placedInventory(harness), readFileSync(EXPECTED, "utf8"));
    });

    it("has the same inventory in a preview", async () => {
        const preview = await run(true);
        assert.equal(placedInventory(preview.harness), placedInventory(harness));
    });

    it("creates one provider for each account and region, shared by targets in the same place", () => {
        const providers = harness.resources
            .filter(({ type }) => type === "pulumi:providers:aws")
            .map(({ name }) => name.replace(/-[0-9a-f]{8}$/, ""));
        assert.deepEqual(providers.sort(), [
            "aws-111111111111-eu-west-1",
            "aws-222222222222-eu-central-1",
            "aws-333333333333-us-east-1",
        ]);
    });

    it("uses no default provider", () => {
        assertNoDefaultProvider(harness);
    });

    it("names every child after its component", () => {
        assertChildNames(harness);
    });

    it("exports names and ARNs, but no resources", async () => {
        assert.deepEqual(await value(pulumi.output(exports)), {
            hub: expectedContract(harness),
            targets: {
                testing: {
                    clusterArn: "arn:aws:eks:eu-central-1:222222222222:cluster/testing",
                    deployerRoleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
                    registrationName: "acme.testing",
                },
                staging: {
                    clusterArn: "arn:aws:eks:eu-central-1:222222222222:cluster/staging",
                    deployerRoleArn: "arn:aws:iam::222222222222:role/acme-deployer-staging",
                    registrationName: "acme.staging",
                },
                prod: {
                    clusterArn: "arn:aws:eks:us-east-1:333333333333:cluster/prod",
                    deployerRoleArn: "arn:aws:iam::333333333333:role/acme-deployer-prod",
                    registrationName: "acme.prod",
                },
            },
        });
    });

    it("reads Argo CD's manifests from the configured source", () => {
        assert.equal(directory, "./manifests");
    });

    it("allows role argocd to assume exactly the existing Deployer roles, which trust exactly that role", () => {
        const policies = harness.resources.filter(({ type }) => type === "aws:iam/policy:Policy");
        const { Statement } = JSON.parse(String(policies[0]!.inputs["policy"])) as {
            Statement: { Resource: string[] }[];
        };
        const deployers = ["prod", "staging", "testing"].map((key) => {
            const { inputs } = harness.one("aws:iam/role:Role", `${key}-deployer-role`);
            assert.match(
                String(inputs["assumeRolePolicy"]),
                /"AWS":"arn:aws:iam::111111111111:role\/acme-argocd"/,
            );
            return String(inputs["name"]);
        });
        assert.equal(policies.length, 1);
        assert.deepEqual(Statement[0]!.Resource.map((arn) => arn.split("/")[1]).sort(), deployers);
    });

    it("annotates the agent's ServiceAccounts with the ARN that role argocd gets", async () => {
        const { inputs } = harness.one("kubernetes:yaml/v2:ConfigGroup", "argocd-settings");
        const { argoRoleArn: arn } = await value(exports["hub"] as pulumi.Output<HubContract>);
        assert.ok(JSON.stringify(inputs["objs"]).includes(`"eks.amazonaws.com/role-arn":"${arn}"`));
    });

    it("allows the management cluster's addresses at every public endpoint of a target", () => {
        const cidrs = (key: string): unknown =>
            harness.one("eks:index:Cluster", `${holder(key)}-eks-cluster`).inputs[
                "publicAccessCidrs"
            ];
        const operators = "203.0.113.0/24";
        const egress = ["198.51.100.1/32", "198.51.100.2/32", "198.51.100.3/32"];
        assert.deepEqual(cidrs("testing"), [...egress, operators]);
        assert.deepEqual(cidrs("staging"), [...egress, operators]);
        assert.deepEqual(cidrs("prod"), undefined);
        assert.deepEqual(cidrs("management"), [operators]);
    });

    it("passes nothing to the engine that looks like a credential, and registrations only as secrets", () => {
        const credential =
            /(A3T|AKIA|ASIA|AROAEX)[A-Z0-9]{12,}|secret_?access_?key|session_?token|bearerToken|password|client-key|PRIVATE KEY|"token"/i;
        for (const { name, type, inputs } of harness.resources) {
            // A setting whose name has the word in it, of three values.
            const text = JSON.stringify(inputs).replace(
                /"adminPassword":"(initial|generated|disabled)"/,
                "",
            );
            assert.doesNotMatch(text, credential, `${type} ${name}`);
            if (type === "kubernetes:core/v1:Secret") {
                assert.ok(isSecret(inputs["data"]), name);
            }
        }
    });

    it("deploys the guestbook to the cluster by its name in the registration", () => {
        for (const key of ["testing", "prod"]) {
            const secret = harness.one("kubernetes:core/v1:Secret", `${key}-registration-secret`);
            const application = harness.one(
                "kubernetes:argoproj.io/v1alpha1:Application",
                `${key}-guestbook-application`,
            );
            const { name } = revealed(secret.inputs["data"]) as { name: string };
            const { destination } = application.inputs["spec"] as { destination: { name: string } };
            assert.equal(destination.name, Buffer.from(name, "base64").toString());
        }
    });

    it("sets deletedWith to their own cluster for RBAC and the installation, and for nothing else", () => {
        const cluster = (key: string): string =>
            harness.one("eks:index:Cluster", `${holder(key)}-eks-cluster`).urn;
        for (const { type, name, deletedWith } of harness.resources) {
            const key = name.startsWith("argocd-") ? "management" : name.split("-")[0]!;
            const dies =
                /^kubernetes:(rbac|yaml|core\/v1:Namespace)/.test(type) ||
                ["argocd-default-project", "argocd-enforced"].includes(name) ||
                name.endsWith("-deployer-enforced");
            assert.equal(deletedWith, dies ? cluster(key) : "", `${type} ${name}`);
        }
    });

    /** Each is deleted before its dependencies: Application, Secret, RBAC and mapping, roles, nodes, network. */
    const ORDER: readonly (readonly [first: string, ...then: string[]])[] = [
        [
            "ArgoCdVerification testing-guestbook-verification",
            "Application testing-guestbook-application",
        ],
        [
            "Application testing-guestbook-application",
            ...["Secret testing-registration-secret", "AppProject testing-registration-project"],
            ...[
                "EnforcedObjects testing-registration-secret-enforced",
                "EnforcedObjects testing-registration-project-enforced",
            ],
            ...[
                "RoleBinding testing-deployer-default-binding",
                "AccessEntry testing-deployer-entry",
            ],
            ...[
                "Role testing-deployer-role",
                "ConfigGroup argocd-workloads",
                "NodeGroup testing-cluster-eks-nodes-default",
            ],
            ...["NodeGroup management-eks-nodes-default", "Eip management-eks-network-nat-1"],
        ],
        [
            "Secret staging-registration-secret",
            ...["RoleBinding staging-deployer-shop-binding", "Role staging-deployer-shop-role"],
            ...["Namespace staging-deployer-shop-namespace", "AccessEntry staging-deployer-entry"],
            ...["RolePolicyAttachment argocd-pack-", "ConfigGroup argocd-workloads"],
            ...[
                "NodeGroup staging-cluster-eks-nodes-default",
                "Addon staging-cluster-eks-addons-coredns",
            ],
        ],
        [
            "Secret prod-registration-secret",
            "EnforcedObjects prod-deployer-enforced",
            "ClusterRoleBinding prod-deployer-cluster-admin",
        ],
        [
            "Role testing-deployer-default-role",
            "NamespacePatch testing-deployer-default-pod-security",
        ],
        [
            "ConfigGroup argocd-workloads",
            ...["EnforcedObjects argocd-enforced", "Role argocd-role"],
            ...["OpenIdConnectProvider management-oidc", "NodeGroup management-eks-nodes-default"],
        ],
        [
            "AccessEntry testing-deployer-entry",
            "Role testing-deployer-role",
            "Cluster testing-cluster-eks-cluster",
        ],
        [
            "RoleBinding testing-deployer-default-binding",
            "ClusterReadiness testing-ready",
            "AccessPolicyAssociation testing-cluster-eks-admins-provisioner-cluster-admin",
        ],
        [
            "ConfigGroup argocd-crds",
            "ClusterReadiness management-kubernetes-ready",
            "AccessPolicyAssociation management-eks-admins-provisioner-cluster-admin",
        ],
        ["Role testing-deployer-role", "Role argocd-role"],
        [
            "NodeGroup testing-cluster-eks-nodes-default",
            "Cluster testing-cluster-eks-cluster",
            "Vpc testing-cluster-eks-network-vpc",
        ],
        [
            "Cluster testing-cluster-eks-cluster",
            "LogGroup testing-cluster-eks-logs",
            "Vpc testing-cluster-eks-network-vpc",
        ],
    ];
    for (const [first, ...others] of ORDER) {
        it(`deletes ${first} before ${others.join(", ")} (tests/e2e checks that the engine does)`, () => {
            for (const other of others) {
                assert.ok(goesBefore(harness, find(first), find(other)), other);
            }
        });
    }

    it("lets no target wait for another", () => {
        for (const resource of harness.resources) {
            const own = /^(testing|staging|prod)-/.exec(resource.name)?.[1];
            const others = ["testing", "staging", "prod"].filter((key) => key !== own);
            for (const urn of own === undefined ? [] : resource.dependencies) {
                assert.ok(!others.some((key) => urn.includes(`::${key}-`)), resource.name);
            }
        }
    });

    function find(line: string): Registered {
        const [type, name] = line.split(" ") as [string, string];
        const found = harness.resources.filter(
            (one) => one.type.endsWith(`:${type}`) && one.name.startsWith(name),
        );
        const exact = found.filter((one) => one.name === name);
        assert.equal((exact.length > 0 ? exact : found).length, 1, line);
        return (exact[0] ?? found[0])!;
    }
});
