import assert from "node:assert/strict";

import { ArgoRolePermissions, type ArgoRolePermissionsArgs } from "../../../components";
import { deployerPacks } from "../../../lib/iam/packs";
import {
    accounts,
    assertChildNames,
    assertNoDefaultProvider,
    assertRefused,
    assertSameInPreview,
    givenAws,
    inventory,
    registered,
} from "../../support/fleet";
import { value } from "../../support/mocks";
import { ARGO_ROLE, givenDeployer } from "../../support/trust";

const POLICY = "aws:iam/policy:Policy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const DEPLOYER = "arn:aws:iam::222222222222:role/acme-deployer-testing";
const PACKS = deployerPacks([DEPLOYER], 75);
const PACK = `argocd-pack-${PACKS[0]!.id}`;

function build(overrides: Partial<ArgoRolePermissionsArgs> = {}): ArgoRolePermissions {
    return new ArgoRolePermissions(
        "argocd",
        {
            role: ARGO_ROLE,
            deployerRoles: [DEPLOYER],
            ...overrides,
        },
        { providers: [givenAws("111111111111")] },
    );
}

describe("ArgoRolePermissions", () => {
    it("creates one policy and its attachment for a pack, and nothing else", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(inventory(harness), [
            `${POLICY} ${PACK}`,
            `${ATTACHMENT} ${PACK}`,
            "eks-gitops-fleet:index:ArgoRolePermissions argocd",
        ]);
        assertChildNames(harness);
    });

    it("allows exactly the Deployer roles, on role argocd, under a path that names the stack", async () => {
        const harness = await registered(() => build());
        const { policy, ...inputs } = harness.one(POLICY, PACK).inputs;
        assert.deepEqual(inputs, {
            description: "Assume Deployer roles of the fleet",
            path: "/eks-gitops-fleet/acme/stack-under-test/",
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

    it("creates nothing without a target", async () => {
        const harness = await registered(() => build({ deployerRoles: [] }));
        assert.deepEqual(inventory(harness), ["eks-gitops-fleet:index:ArgoRolePermissions argocd"]);
    });

    it("creates another policy for another membership, which the engine attaches before it detaches the old one (see tests/e2e)", async () => {
        const harness = await registered(() =>
            build({ deployerRoles: [DEPLOYER, DEPLOYER.replace("testing", "shop")] }),
        );
        assert.ok(!inventory(harness).includes(`${POLICY} ${PACK}`));
    });

    it("allows tagged sessions if role argocd comes from EKS Pod Identity", async () => {
        const role = { ...ARGO_ROLE, identity: "podIdentity" } as const;
        const harness = await registered(() => build({ role }));
        const policy = harness.resources.find(({ type }) => type === POLICY)!;
        const { Statement } = JSON.parse(String(policy.inputs["policy"])) as {
            Statement: readonly { Action: unknown; Resource: unknown }[];
        };
        assert.deepEqual(
            Statement.map(({ Action, Resource }) => ({ Action, Resource })),
            [{ Action: ["sts:AssumeRole", "sts:TagSession"], Resource: [DEPLOYER] }],
        );
    });

    it("accepts Deployer roles, a path and a transform", async () => {
        const harness = await registered(() =>
            build({
                deployerRoles: [givenDeployer()],
                path: "/platform/",
                transform: { policy: { tags: { team: "platform" } } },
            }),
        );
        const { path, policy, tags } = harness.one(POLICY, PACK).inputs;
        assert.deepEqual([path, tags], ["/platform/", { team: "platform" }]);
        assert.match(String(policy), /acme-deployer-testing/);
    });

    it("cuts the permission of many targets into policies that IAM accepts", async () => {
        const deployerRoles = Array.from({ length: 200 }, (_, index) => `${DEPLOYER}-${index}`);
        const harness = await registered(() => build({ deployerRoles }));
        const policies = harness.resources.filter(({ type }) => type === POLICY);
        const documents = policies.map(({ inputs }) => String(inputs["policy"]));
        assert.ok(documents.every(({ length }) => length <= 6144));
        const allowed = documents.flatMap(
            (text) =>
                (JSON.parse(text) as { Statement: [{ Resource: string[] }] }).Statement[0].Resource,
        );
        assert.deepEqual(allowed.sort(), [...deployerRoles].sort());
    });

    it("rejects every ARN that is not a role's, all at once", async () => {
        await assertRefused(
            () => build({ deployerRoles: [DEPLOYER, "*", "arn:aws:iam::222222222222:role/*/x"] }),
            [
                "ArgoRolePermissions argocd: the arguments have 2 problems; nothing of it was created.",
                '  deployerRoles.1: found "*"; must be the ARN of a role without wildcards, such as "arn:aws:iam::222222222222:role/acme-deployer-testing".',
                '  deployerRoles.2: found "arn:aws:iam::222222222222:role/*/x"; must be the ARN of a role without wildcards, such as "arn:aws:iam::222222222222:role/acme-deployer-testing".',
                "Every key and its default is explained in docs/configuration.md.",
            ].join("\n"),
        );
    });

    it("exposes the attachments, for registrations to wait for", async () => {
        let permissions: ArgoRolePermissions | undefined;
        const harness = await registered(() => (permissions = build()));
        const urns = await Promise.all(permissions!.attachments.map(({ urn }) => value(urn)));
        assert.deepEqual(urns, [harness.one(ATTACHMENT, PACK).urn]);
    });

    it("creates everything in the hub account", async () => {
        const harness = await registered(() => build());
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["111111111111"]);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
