import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { WorkloadIdentity, type WorkloadIdentityArgs } from "../../../components";
import {
    accounts,
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenAws,
    givenKubernetes,
    givenResource,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import { value, type Harness } from "../../support/mocks";
import { WORKLOAD_ACCOUNT } from "../../support/workloadIdentities";

const NAME = "torque.dev";
const ISSUER = "https://oidc.eks.amazonaws.com/id/RUNNERS";
const PROVIDER = "arn:aws:iam::222222222222:oidc-provider/oidc.eks.amazonaws.com/id/RUNNERS";
const ROLE = "aws:iam/role:Role";
const SERVICE_ACCOUNT = "kubernetes:core/v1:ServiceAccount";

function build(overrides: Partial<WorkloadIdentityArgs> = {}): WorkloadIdentity {
    return new WorkloadIdentity(
        NAME,
        {
            account: WORKLOAD_ACCOUNT,
            namespace: "environments",
            oidcProviderArn: pulumi.output(PROVIDER),
            oidcIssuerUrl: pulumi.output(ISSUER),
            kubernetesProvider: givenKubernetes("runners"),
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

    it("is a role, its policies and a ServiceAccount, each where it belongs", () => {
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

    it("is trusted for exactly its ServiceAccount and audience, by exact comparison", () => {
        const { assumeRolePolicy, name } = harness.one(ROLE, `${NAME}-role`).inputs;
        assert.equal(name, "acme-runner-torque-dev");
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

    it("has its policies beside the role, never in it", () => {
        const role = harness.one(ROLE, `${NAME}-role`).inputs;
        for (const key of ["managedPolicyArns", "inlinePolicies", "permissionsBoundary"]) {
            assert.ok(!(key in role), key);
        }
        assert.ok(!("maxSessionDuration" in role));
        const attached = harness.resources.find(({ type }) => type.endsWith("PolicyAttachment"));
        assert.deepEqual(attached!.inputs, {
            role: "acme-runner-torque-dev",
            policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        });
    });

    it("annotates the ServiceAccount in the namespace", () => {
        const { metadata } = harness.one(SERVICE_ACCOUNT, `${NAME}-service-account`).inputs;
        assert.deepEqual(metadata, {
            name: "torque-dev",
            namespace: "environments",
            annotations: {
                "eks.amazonaws.com/role-arn":
                    "arn:aws:iam::222222222222:role/acme-runner-torque-dev",
                "eks.amazonaws.com/audience": "sts.amazonaws.com",
                "eks.amazonaws.com/sts-regional-endpoints": "true",
            },
        });
    });

    it("has the ServiceAccount last: a pod's session may do what it should", () => {
        const serviceAccount = harness.one(SERVICE_ACCOUNT, `${NAME}-service-account`);
        for (const resource of harness.resources.filter(({ type }) => type.startsWith("aws:"))) {
            assert.ok(goesBefore(harness, serviceAccount, resource), resource.name);
        }
        assert.equal(serviceAccount.deletedWith, "");
    });

    it("tells role and ServiceAccount", async () => {
        assert.equal(identity.roleArn, "arn:aws:iam::222222222222:role/acme-runner-torque-dev");
        assert.equal(await value(identity.serviceAccountName), "torque-dev");
    });

    it("has everything that can be said of an account, and what it stands on", async () => {
        const inlinePolicy = '{"Version":"2012-10-17","Statement":[]}';
        harness = await registered(() =>
            build({
                account: {
                    ...WORKLOAD_ACCOUNT,
                    roleSettings: {
                        path: "/runners/",
                        permissionsBoundaryArn: "arn:aws:iam::222222222222:policy/Bound",
                    },
                    inlinePolicy,
                    maxSessionDuration: 7200,
                    tokenExpirationSeconds: 900,
                    stsRegionalEndpoints: false,
                },
                prerequisites: [givenResource("namespace")],
                deletedWith: givenResource("cluster"),
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

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
