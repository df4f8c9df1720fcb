import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { EnforcedObjects, type EnforcedObjectsArgs } from "../../../components";
import type { EnforcedObject } from "../../../lib/kubernetes/enforced";
import { REACH } from "../../support/fixtures";
import {
    assertNoDefaultProvider,
    assertSameInPreview,
    dependencyNames,
    dynamicInputs,
    givenResource,
    inventory,
    registered,
} from "../../support/fleet";
import { isSecret, revealed } from "../../support/mocks";

const ENFORCED = "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects";
const OBJECTS: readonly EnforcedObject[] = [
    {
        apiVersion: "v1",
        kind: "Secret",
        namespace: "argocd",
        name: "acme.testing",
        fields: { data: { name: "dGVzdGluZw==" } },
    },
];

function create(
    overrides: Partial<EnforcedObjectsArgs> = {},
    opts: pulumi.CustomResourceOptions = {},
): void {
    new EnforcedObjects("testing-enforced", { ...REACH, objects: OBJECTS, ...overrides }, opts);
}

describe("EnforcedObjects", () => {
    it("is one resource, whose inputs are the objects and the way to their cluster", async () => {
        const harness = await registered(() => create());
        assert.deepEqual(inventory(harness), [`${ENFORCED} testing-enforced`]);
        const enforced = harness.one(ENFORCED, "testing-enforced");
        assert.deepEqual(dynamicInputs(enforced, "enforcedObjects"), {
            ...REACH,
            objects: OBJECTS,
        });
        assert.deepEqual(enforced.secretOutputs, []);
        assertNoDefaultProvider(harness);
    });

    it("keeps objects that are secret out of its inputs and outputs, whether or not they come from a secret", async () => {
        for (const objects of [OBJECTS, pulumi.output(OBJECTS), pulumi.secret(OBJECTS)]) {
            const harness = await registered(() => create({ objects, secret: true }));
            const enforced = harness.one(ENFORCED, "testing-enforced");
            const { objects: given, ...inputs } = dynamicInputs(enforced, "enforcedObjects");
            assert.deepEqual(inputs, REACH);
            assert.ok(isSecret(given));
            assert.deepEqual(revealed(given), OBJECTS);
            assert.deepEqual(enforced.secretOutputs, ["live"]);
        }
    });

    it("comes after the resource that creates the objects", async () => {
        const harness = await registered(() => create({}, { dependsOn: givenResource("objects") }));
        const enforced = harness.one(ENFORCED, "testing-enforced");
        assert.deepEqual(dependencyNames(enforced, harness), ["given-objects"]);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => create());
        await assertSameInPreview(() => create({ secret: true }));
    });
});
