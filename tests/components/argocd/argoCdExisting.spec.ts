import assert from "node:assert/strict";

import { ArgoCd, type ArgoCdArgs } from "../../../components";
import { ARGO_CD, ARGO_ROLE, hubCluster, ROLE_ARN } from "../../support/argocd";
import {
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenResource,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import { value, type Harness } from "../../support/mocks";

const ACCOUNT = "kubernetes:core/v1:ServiceAccountPatch";
const DEPLOYMENT = "kubernetes:apps/v1:DeploymentPatch";
const STATEFUL_SET = "kubernetes:apps/v1:StatefulSetPatch";
const FORCED = { "pulumi.com/patchForce": "true" };

function build(overrides: Partial<ArgoCdArgs> = {}): ArgoCd {
    return new ArgoCd("argocd", {
        cluster: hubCluster({ running: [] }),
        role: ARGO_ROLE,
        install: "existing",
        prerequisites: [givenResource("role")],
        ...overrides,
    });
}

describe("ArgoCd of an existing installation", () => {
    let harness: Harness;
    let agent: ArgoCd | undefined;
    beforeEach(async () => {
        harness = await registered(() => (agent = build()));
    });

    it("patches three ServiceAccounts and their pods, and owns nothing", () => {
        assert.deepEqual(inventory(harness), [
            "eks-gitops-fleet:index:ArgoCd argocd",
            `${DEPLOYMENT} argocd-applicationSet-pods`,
            `${DEPLOYMENT} argocd-server-pods`,
            `${STATEFUL_SET} argocd-controller-pods`,
            `${ACCOUNT} argocd-applicationSet-account`,
            `${ACCOUNT} argocd-controller-account`,
            `${ACCOUNT} argocd-server-account`,
        ]);
        assertChildNames(harness);
        assertNoDefaultProvider(harness);
    });

    it("sets the role's annotations on a ServiceAccount and no other field", () => {
        assert.deepEqual(harness.one(ACCOUNT, "argocd-server-account").inputs, {
            apiVersion: "v1",
            kind: "ServiceAccount",
            metadata: {
                name: "argocd-server",
                namespace: "gitops",
                annotations: {
                    ...FORCED,
                    "eks.amazonaws.com/role-arn": ROLE_ARN,
                    "eks.amazonaws.com/sts-regional-endpoints": "true",
                },
            },
        });
    });

    it("sets one annotation of the pods' template and no other field, so that they restart with the role", async () => {
        const inputs = harness.one(STATEFUL_SET, "argocd-controller-pods").inputs;
        assert.deepEqual(inputs, {
            apiVersion: "apps/v1",
            kind: "StatefulSet",
            metadata: {
                name: "argocd-application-controller",
                namespace: "gitops",
                annotations: FORCED,
            },
            spec: {
                template: {
                    metadata: { annotations: { "eks-gitops-fleet/role-arn-hash": "13b0cb0b" } },
                },
            },
        });
        const other = await registered(() =>
            build({ role: { ...ARGO_ROLE, roleArn: "arn:other" } }),
        );
        assert.notDeepEqual(other.one(STATEFUL_SET, "argocd-controller-pods").inputs, inputs);
    });

    it("restarts pods when the role and all annotations are there", () => {
        const pods = harness.one(DEPLOYMENT, "argocd-server-pods");
        for (const part of ["controller", "server", "applicationSet"]) {
            const account = harness.one(ACCOUNT, `argocd-${part}-account`);
            assert.ok(goesBefore(harness, pods, account));
            assert.ok(
                goesBefore(
                    harness,
                    account,
                    harness.one("kubernetes:core/v1:Namespace", "given-role"),
                ),
            );
        }
    });

    it("knows parts by the names they have there", async () => {
        const workloads = {
            ...ARGO_CD.workloads,
            controller: { kind: "Deployment", name: "gitops-ctl", serviceAccount: "gitops-sa" },
        } as const;
        harness = await registered(() => build({ workloads }));
        const { metadata } = harness.one(DEPLOYMENT, "argocd-controller-pods").inputs;
        assert.equal((metadata as { name: string }).name, "gitops-ctl");
        const account = harness.one(ACCOUNT, "argocd-controller-account").inputs["metadata"];
        assert.equal((account as { name: string }).name, "gitops-sa");
    });

    it("leaves ServiceAccounts alone where Pod Identity names them", async () => {
        harness = await registered(() =>
            build({ role: { ...ARGO_ROLE, identity: "podIdentity" } }),
        );
        assert.deepEqual(
            inventory(harness).filter((line) => line.startsWith(ACCOUNT)),
            [],
        );
        assert.equal(inventory(harness).filter((line) => /Patch/.test(line)).length, 3);
    });

    it("tells what everything that Argo CD works on depends on", async () => {
        const urns = await Promise.all(agent!.installation.map(({ urn }) => value(urn)));
        assert.equal(urns.length, 6);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
