import assert from "node:assert/strict";

import { ArgoRolePermissions, type ArgoRolePermissionsArgs } from "../../../components";
import { deployerPacks } from "../../../lib/iam/packs";
import {
    accounts,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenAws,
    inventory,
    registered,
} from "../../support/fleet";
import { value } from "../../support/mocks";

const POLICY = "aws:iam/policy:Policy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const DEPLOYER = "arn:aws:iam::222222222222:role/acme-deployer-testing";
const PACKS = deployerPacks([DEPLOYER], 75);
const PACK = `argocd-pack-${PACKS[0]!.id}`;

function build(overrides: Partial<ArgoRolePermissionsArgs> = {}): ArgoRolePermissions {
    return new ArgoRolePermissions(
        "argocd",
        {
            roleName: "acme-argocd",
            packs: PACKS,
            path: "/eks-gitops-fleet/acme/dev/",
            ...overrides,
        },
        { providers: [givenAws("111111111111")] },
    );
}

describe("ArgoRolePermissions", () => {
    it("makes one policy and its attachment for a pack, and nothing else", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(inventory(harness), [
            `${POLICY} ${PACK}`,
            `${ATTACHMENT} ${PACK}`,
            "eks-gitops-fleet:index:ArgoRolePermissions argocd",
        ]);
        assertChildNames(harness);
    });

    it("allows exactly the Deployer roles, on role argocd, under the path that names the stack", async () => {
        const harness = await registered(() => build());
        const { policy, ...inputs } = harness.one(POLICY, PACK).inputs;
        assert.deepEqual(inputs, {
            description: "Assume Deployer roles of the fleet",
            path: "/eks-gitops-fleet/acme/dev/",
        });
        assert.deepEqual(JSON.parse(String(policy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "AssumeDeployerRoles",
                    Effect: "Allow",
                    Action: "sts:AssumeRole",
                    Resource: [DEPLOYER],
                },
            ],
        });
        assert.deepEqual(harness.one(ATTACHMENT, PACK).inputs, {
            role: "acme-argocd",
            policyArn: `arn:aws:iam::111111111111:policy/${PACK}`,
        });
    });

    it("makes nothing where there is no target", async () => {
        const harness = await registered(() => build({ packs: [] }));
        assert.deepEqual(inventory(harness), ["eks-gitops-fleet:index:ArgoRolePermissions argocd"]);
    });

    it("makes another policy for another membership, so that the new one is attached before the old one goes (that the engine does: see tests/e2e)", async () => {
        const packs = deployerPacks([DEPLOYER, "arn:more"], 75);
        const harness = await registered(() => build({ packs }));
        assert.ok(!inventory(harness).includes(`${POLICY} ${PACK}`));
    });

    it("tells the attachments: whoever needs the permission waits for them", async () => {
        let permissions: ArgoRolePermissions | undefined;
        const harness = await registered(() => (permissions = build()));
        const urns = await Promise.all(permissions!.attachments.map(({ urn }) => value(urn)));
        assert.deepEqual(urns, [harness.one(ATTACHMENT, PACK).urn]);
    });

    it("makes everything in the management account", async () => {
        const harness = await registered(() => build());
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["111111111111"]);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
