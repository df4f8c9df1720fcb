import assert from "node:assert/strict";

import type { PodSecurityLevel } from "../../../lib/kubernetes/podSecurity";
import { build } from "../../support/deployerRole";
import {
    actingProvider,
    dependencyNames,
    inventory,
    parentOf,
    registered,
} from "../../support/fleet";
import type { Harness } from "../../support/mocks";

const ROLE = "aws:iam/role:Role";
const ENTRY = "aws:eks/accessEntry:AccessEntry";
const KUBERNETES = "kubernetes:rbac.authorization.k8s.io/v1";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const NAMESPACE_PATCH = "kubernetes:core/v1:NamespacePatch";
const ENFORCED = "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects";

describe("DeployerRole and the Pod Security level of a namespace", () => {
    let harness: Harness;

    const withLevel = (existing: boolean, podSecurity?: PodSecurityLevel): Promise<Harness> =>
        registered(() => build({ access: { namespaces: { shop: { existing, podSecurity } } } }));

    for (const level of ["privileged", "baseline", "restricted"] as const) {
        it(`labels a created namespace with the configured level ${level}, and patches nothing`, async () => {
            harness = await withLevel(false, level);
            assert.deepEqual(harness.one(NAMESPACE, "testing-shop-namespace").inputs, {
                apiVersion: "v1",
                kind: "Namespace",
                metadata: {
                    name: "shop",
                    labels: { "pod-security.kubernetes.io/enforce": level },
                },
            });
            assert.ok(!inventory(harness).some((line) => line.startsWith(NAMESPACE_PATCH)));
        });

        it(`labels an existing namespace with the configured level ${level} by a forced patch, before its RBAC, and creates none`, async () => {
            harness = await withLevel(true, level);
            const patch = harness.one(NAMESPACE_PATCH, "testing-shop-pod-security");
            assert.deepEqual(patch.inputs, {
                apiVersion: "v1",
                kind: "Namespace",
                metadata: {
                    name: "shop",
                    labels: { "pod-security.kubernetes.io/enforce": level },
                    annotations: { "pulumi.com/patchForce": "true" },
                },
            });
            assert.ok(!inventory(harness).some((line) => line.startsWith(`${NAMESPACE} `)));
            assert.equal(parentOf(patch, harness)?.name, "testing");
            assert.equal(actingProvider(patch, harness), "given-kubernetes-testing");
            assert.deepEqual(
                dependencyNames(harness.one(`${KUBERNETES}:Role`, "testing-shop-role"), harness),
                ["testing-shop-pod-security"],
            );
        });
    }

    it("leaves the label of an existing namespace without a level alone", async () => {
        harness = await withLevel(true);
        assert.deepEqual(inventory(harness), [
            `${ENTRY} testing-entry`,
            `${ROLE} testing-role`,
            "eks-gitops-fleet:index:DeployerRole testing",
            `${KUBERNETES}:Role testing-shop-role`,
            `${KUBERNETES}:RoleBinding testing-shop-binding`,
            `${ENFORCED} testing-enforced`,
        ]);
        const shopRole = harness.one(`${KUBERNETES}:Role`, "testing-shop-role");
        assert.deepEqual(dependencyNames(shopRole, harness), []);
    });
});
