import assert from "node:assert/strict";

import { ArgoRole, type ArgoRoleArgs } from "../../components";
import {
    accounts,
    assertChildNames,
    assertNoDefaultProvider,
    assertRefused,
    assertSameInPreview,
    givenAws,
    inventory,
    registered,
} from "../support/fleet";
import { value, type Harness } from "../support/mocks";

const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/A1";
const ARGS: ArgoRoleArgs = {
    roleName: "acme-argocd",
    oidcProviderArn: `arn:aws:iam::111111111111:oidc-provider/${ISSUER}`,
    oidcIssuerUrl: `https://${ISSUER}`,
    namespace: "argocd",
    serviceAccounts: ["argocd-server", "argocd-application-controller"],
    deployerRoleArns: { testing: "arn:aws:iam::222222222222:role/acme-deployer-testing" },
};

const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/policy:Policy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
/** Hash of the one member. */
const PACK = "argocd-pack-3c37c155";

function build(overrides: Partial<ArgoRoleArgs> = {}): ArgoRole {
    return new ArgoRole(
        "argocd",
        { ...ARGS, ...overrides },
        { providers: [givenAws("111111111111")] },
    );
}

function policies(harness: Harness): readonly string[] {
    return harness.resources.filter(({ type }) => type === POLICY).map(({ name }) => name);
}

describe("ArgoRole", () => {
    it("makes the role, one pack and its attachment, and nothing else", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(inventory(harness), [
            `${POLICY} ${PACK}`,
            `${ROLE} argocd-role`,
            `${ATTACHMENT} ${PACK}`,
            "eks-gitops-fleet:index:ArgoRole argocd",
        ]);
        assertChildNames(harness);
    });

    it("gives the role its fixed name and trusts exactly the ServiceAccounts", async () => {
        const harness = await registered(() => build());
        const role = harness.one(ROLE, "argocd-role");
        const { assumeRolePolicy, ...inputs } = role.inputs;
        assert.deepEqual(inputs, {
            name: "acme-argocd",
            description: "Assumed by Argo CD; may assume the fleet's Deployer roles",
        });
        assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Federated: ARGS.oidcProviderArn },
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: {
                        StringEquals: {
                            [`${ISSUER}:aud`]: "sts.amazonaws.com",
                            [`${ISSUER}:sub`]: [
                                "system:serviceaccount:argocd:argocd-application-controller",
                                "system:serviceaccount:argocd:argocd-server",
                            ],
                        },
                    },
                },
            ],
        });
        assert.ok(role.deleteBeforeReplace, "the name is taken until the old role is gone");
    });

    it("allows exactly the Deployer roles and attaches that to this role", async () => {
        const harness = await registered(() => build());
        const { policy, ...inputs } = harness.one(POLICY, PACK).inputs;
        assert.deepEqual(inputs, { description: "Assume Deployer roles of the fleet" });
        assert.deepEqual(JSON.parse(String(policy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "AssumeDeployerRoles",
                    Effect: "Allow",
                    Action: "sts:AssumeRole",
                    Resource: ["arn:aws:iam::222222222222:role/acme-deployer-testing"],
                },
            ],
        });
        assert.deepEqual(harness.one(ATTACHMENT, PACK).inputs, {
            role: "acme-argocd",
            policyArn: `arn:aws:iam::111111111111:policy/${PACK}`,
        });
    });

    it("has no permission where there is no target", async () => {
        const harness = await registered(() => build({ deployerRoleArns: {} }));
        assert.deepEqual(inventory(harness), [
            `${ROLE} argocd-role`,
            "eks-gitops-fleet:index:ArgoRole argocd",
        ]);
    });

    it("makes another policy for another membership, so that the new one is attached before the old one goes", async () => {
        const [before] = policies(await registered(() => build()));
        const [after] = policies(
            await registered(() =>
                build({ deployerRoleArns: { ...ARGS.deployerRoleArns, more: "arn:more" } }),
            ),
        );
        assert.notEqual(before, after);
    });

    it("cuts the permission of many targets into as many policies as IAM wants", async () => {
        const deployerRoleArns = Object.fromEntries(
            Array.from({ length: 200 }, (_, index) => [
                `t${index}`,
                `arn:aws:iam::222222222222:role/acme-deployer-t${index}`,
            ]),
        );
        const harness = await registered(() => build({ deployerRoleArns }));
        assert.equal(policies(harness).length, 2);
        assert.equal(inventory(harness).filter((line) => line.startsWith(ATTACHMENT)).length, 2);
    });

    it("refuses to trust nobody in particular", async () => {
        await assertRefused(
            () => build({ serviceAccounts: [] }),
            "ArgoRole argocd: 'serviceAccounts' is empty; name the ServiceAccounts that may assume the role.",
        );
    });

    it("tells the role's ARN, its unique id, its trust, and the attachments", async () => {
        let role: ArgoRole | undefined;
        const harness = await registered(() => (role = build()));
        assert.equal(await value(role!.roleArn), "arn:aws:iam::111111111111:role/acme-argocd");
        assert.equal(await value(role!.roleUniqueId), "AROAARGOCDROLE");
        assert.equal(
            await value(role!.trustPolicy),
            harness.one(ROLE, "argocd-role").inputs["assumeRolePolicy"],
        );
        const permissions = await Promise.all(role!.permissions.map(({ urn }) => value(urn)));
        assert.deepEqual(permissions, [harness.one(ATTACHMENT, PACK).urn]);
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
