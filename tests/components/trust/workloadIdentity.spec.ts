import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { WorkloadIdentity, type PodCluster, type WorkloadIdentityArgs } from "../../../components";
import {
    accounts,
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    assertRefused,
    assertSameInPreview,
    givenAws,
    givenKubernetes,
    givenResource,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import { value, type Harness } from "../../support/mocks";

const NAME = "torque.dev";
const ISSUER = "https://oidc.eks.amazonaws.com/id/RUNNERS";
const PROVIDER = "arn:aws:iam::222222222222:oidc-provider/oidc.eks.amazonaws.com/id/RUNNERS";
const ROLE = "aws:iam/role:Role";
const SERVICE_ACCOUNT = "kubernetes:core/v1:ServiceAccount";

function givenRunners(overrides: Partial<PodCluster> = {}): PodCluster {
    return {
        region: "eu-west-1",
        oidcIssuerUrl: pulumi.output(ISSUER),
        kubernetesProvider: givenKubernetes("runners"),
        cluster: undefined,
        ...overrides,
    };
}

function build(overrides: Partial<WorkloadIdentityArgs> = {}): WorkloadIdentity {
    return new WorkloadIdentity(
        NAME,
        {
            cluster: givenRunners(),
            accountId: "222222222222",
            namespace: "environments",
            serviceAccount: "torque-dev",
            policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            oidcProviderArn: pulumi.output(PROVIDER),
            ...overrides,
        },
        { providers: [givenAws("222222222222")] },
    );
}

describe("WorkloadIdentity", () => {
    let harness: Harness;
    let identity: WorkloadIdentity;
    before(async () => {
        harness = await registered(() => (identity = build()));
    });

    it("creates a role and its policies in the account, and a ServiceAccount in the cluster", () => {
        assert.deepEqual(inventory(harness), [
            `${ROLE} torque.dev-role`,
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment torque.dev-policy-2a3bda39",
            "eks-gitops-fleet:index:WorkloadIdentity torque.dev",
            `${SERVICE_ACCOUNT} torque.dev-service-account`,
        ]);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["222222222222"]);
        assert.equal(
            actingProvider(harness.one(SERVICE_ACCOUNT, `${NAME}-service-account`), harness),
            "given-kubernetes-runners",
        );
        assertChildNames(harness);
        assertNoDefaultProvider(harness);
    });

    it("trusts exactly its ServiceAccount and audience, by exact comparison", () => {
        const { assumeRolePolicy, name } = harness.one(ROLE, `${NAME}-role`).inputs;
        assert.equal(name, "torque.dev");
        assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Federated: PROVIDER },
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: {
                        StringEquals: {
                            "oidc.eks.amazonaws.com/id/RUNNERS:aud": "sts.amazonaws.com",
                            "oidc.eks.amazonaws.com/id/RUNNERS:sub": [
                                "system:serviceaccount:environments:torque-dev",
                            ],
                        },
                    },
                },
            ],
        });
    });

    it("attaches its policies to the role, and embeds none", () => {
        const role = harness.one(ROLE, `${NAME}-role`).inputs;
        for (const key of ["managedPolicyArns", "inlinePolicies", "permissionsBoundary"]) {
            assert.ok(!(key in role), key);
        }
        assert.ok(!("maxSessionDuration" in role));
        const attached = harness.resources.find(({ type }) => type.endsWith("PolicyAttachment"));
        assert.deepEqual(attached!.inputs, {
            role: "torque.dev",
            policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        });
    });

    it("annotates the ServiceAccount in the namespace", () => {
        const { metadata } = harness.one(SERVICE_ACCOUNT, `${NAME}-service-account`).inputs;
        assert.deepEqual(metadata, {
            name: "torque-dev",
            namespace: "environments",
            annotations: {
                "eks.amazonaws.com/role-arn": "arn:aws:iam::222222222222:role/torque.dev",
                "eks.amazonaws.com/audience": "sts.amazonaws.com",
                "eks.amazonaws.com/sts-regional-endpoints": "true",
            },
        });
    });

    it("creates the ServiceAccount last, so that every pod's session has all permissions", () => {
        const serviceAccount = harness.one(SERVICE_ACCOUNT, `${NAME}-service-account`);
        for (const resource of harness.resources.filter(({ type }) => type.startsWith("aws:"))) {
            assert.ok(goesBefore(harness, serviceAccount, resource), resource.name);
        }
        assert.equal(serviceAccount.deletedWith, "");
    });

    it("exposes the role's ARN and the ServiceAccount", async () => {
        assert.equal(identity.roleArn, "arn:aws:iam::222222222222:role/torque.dev");
        assert.equal(await value(identity.serviceAccountName), "torque-dev");
    });

    it("uses every setting, and waits for its prerequisites", async () => {
        const inlinePolicy = '{"Version":"2012-10-17","Statement":[]}';
        harness = await registered(() =>
            build({
                roleName: "acme-runner-torque-dev",
                rolePath: "/runners/",
                permissionsBoundary: "Bound",
                inlinePolicy,
                maxSessionDuration: 7200,
                tokenExpirationSeconds: 900,
                stsRegionalEndpoints: false,
                prerequisites: [givenResource("namespace")],
                cluster: givenRunners({ cluster: givenResource("cluster") }),
            }),
        );
        const role = harness.one(ROLE, `${NAME}-role`).inputs;
        assert.equal(role["path"], "/runners/");
        assert.equal(role["permissionsBoundary"], "arn:aws:iam::222222222222:policy/Bound");
        assert.equal(role["maxSessionDuration"], 7200);
        assert.deepEqual(harness.one("aws:iam/rolePolicy:RolePolicy", `${NAME}-inline`).inputs, {
            role: "acme-runner-torque-dev",
            policy: inlinePolicy,
        });
        const serviceAccount = harness.one(SERVICE_ACCOUNT, `${NAME}-service-account`);
        assert.deepEqual(
            (serviceAccount.inputs["metadata"] as { annotations: unknown }).annotations,
            {
                "eks.amazonaws.com/role-arn":
                    "arn:aws:iam::222222222222:role/runners/acme-runner-torque-dev",
                "eks.amazonaws.com/audience": "sts.amazonaws.com",
                "eks.amazonaws.com/sts-regional-endpoints": "false",
                "eks.amazonaws.com/token-expiration": "900",
            },
        );
        assert.match(serviceAccount.deletedWith, /given-cluster$/);
        assert.ok(
            goesBefore(
                harness,
                serviceAccount,
                harness.one("kubernetes:core/v1:Namespace", "given-namespace"),
            ),
        );
    });

    it("needs no policy, and computes the role's ARN for another partition", async () => {
        harness = await registered(
            () => (identity = build({ policyArns: undefined, region: "cn-north-1" })),
        );
        assert.deepEqual(inventory(harness), [
            `${ROLE} torque.dev-role`,
            "eks-gitops-fleet:index:WorkloadIdentity torque.dev",
            `${SERVICE_ACCOUNT} torque.dev-service-account`,
        ]);
        assert.equal(identity.roleArn, "arn:aws-cn:iam::222222222222:role/torque.dev");
    });

    it("applies transforms to the role and the ServiceAccount", async () => {
        harness = await registered(() =>
            build({
                transform: {
                    role: { tags: { team: "platform" } },
                    serviceAccount: (args) => {
                        args.automountServiceAccountToken = false;
                    },
                },
            }),
        );
        assert.deepEqual(harness.one(ROLE, `${NAME}-role`).inputs["tags"], { team: "platform" });
        const { inputs } = harness.one(SERVICE_ACCOUNT, `${NAME}-service-account`);
        assert.equal(inputs["automountServiceAccountToken"], false);
    });

    it("rejects every setting that is not valid, all at once", async () => {
        await assertRefused(
            () =>
                build({
                    accountId: "22",
                    namespace: "Environments",
                    serviceAccount: "default",
                    policyArns: ["ReadOnlyAccess"],
                    tokenExpirationSeconds: 10,
                    maxSessionDuration: 10,
                }),
            [
                "WorkloadIdentity torque.dev: the arguments have 6 problems; nothing of it was created.",
                '  accountId: found "22"; allowed: the twelve digits of an AWS account, quoted: "012345678901".',
                '  namespace: found "Environments"; allowed as a namespace: a DNS-1123 label, 1 to 63 lower-case letters, digits and hyphens, not beginning or ending with a hyphen.',
                '  serviceAccount: found "default"; allowed: a DNS-1123 label, 1 to 63 lower-case letters, digits and hyphens, not beginning or ending with a hyphen; not "default", the ServiceAccount of every pod that names none.',
                '  policyArns.0: found "ReadOnlyAccess"; allowed: the ARN of a managed policy, such as "arn:aws:iam::111111111111:policy/Deploy".',
                "  tokenExpirationSeconds: found 10; allowed: a whole number of seconds from 600 to 86400.",
                "  maxSessionDuration: found 10; allowed: a whole number of seconds from 3600 to 43200.",
                "Every key and its default is explained in docs/configuration.md.",
            ].join("\n"),
        );
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
