/** The chain of roles as a program builds it from the components alone, with no more than the required arguments. */
import assert from "node:assert/strict";

import {
    ArgoClusterRegistration,
    ArgoRole,
    ArgoRolePermissions,
    DeployerRole,
    Guestbook,
} from "../../../components";
import {
    accounts,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenAws,
    givenResource,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import type { Harness } from "../../support/mocks";
import { givenCluster, givenHub } from "../../support/trust";

function chain(): void {
    const [awsHub, awsTesting] = [givenAws("111111111111"), givenAws("222222222222")];
    const hub = givenHub({ cluster: givenResource("hub") });
    const testing = givenCluster({ cluster: givenResource("testing") });
    const argoRole = new ArgoRole("argocd", { cluster: hub }, { provider: awsHub });
    const argocd = {
        namespace: "argocd",
        cluster: hub,
        role: argoRole,
        installation: [givenResource("argocd")],
    };
    const deployer = new DeployerRole(
        "testing",
        {
            argoRole,
            cluster: testing,
            access: { namespaces: { default: { existing: true } } },
        },
        { provider: awsTesting },
    );
    const registration = new ArgoClusterRegistration("testing", {
        argocd,
        cluster: testing,
        deployerRole: deployer,
    });
    new Guestbook("testing-guestbook", { registration });
}

function withPacks(): void {
    const awsHub = givenAws("111111111111");
    const hub = givenHub();
    const argoRole = new ArgoRole("argocd", { cluster: hub }, { provider: awsHub });
    const cluster = givenCluster();
    const deployerRole = new DeployerRole(
        "testing",
        { argoRole, cluster, access: "cluster" },
        { provider: givenAws("222222222222") },
    );
    const { attachments: permissions } = new ArgoRolePermissions(
        "argocd-permissions",
        { role: argoRole, deployerRoles: [deployerRole] },
        { provider: awsHub },
    );
    new ArgoClusterRegistration("testing", {
        argocd: { namespace: "argocd", cluster: hub, role: argoRole, installation: [] },
        cluster,
        deployerRole,
        permissions,
    });
}

const ROLE = "aws:iam/role:Role";
const DYNAMIC = "pulumi-nodejs:dynamic/eks-gitops-fleet";
const RBAC = "kubernetes:rbac.authorization.k8s.io/v1";

describe("The chain of roles, built from components", () => {
    let harness: Harness;
    before(async () => {
        harness = await registered(chain);
    });

    it("is complete: both roles, the permission, mapping, RBAC, registration and sample", () => {
        assert.deepEqual(inventory(harness), [
            "aws:eks/accessEntry:AccessEntry testing-entry",
            `${ROLE} argocd-role`,
            `${ROLE} testing-role`,
            "aws:iam/rolePolicy:RolePolicy testing-permission",
            "eks-gitops-fleet:index:ArgoClusterRegistration testing",
            "eks-gitops-fleet:index:ArgoRole argocd",
            "eks-gitops-fleet:index:DeployerRole testing",
            "eks-gitops-fleet:index:Guestbook testing-guestbook",
            "kubernetes:argoproj.io/v1alpha1:AppProject testing-project",
            "kubernetes:argoproj.io/v1alpha1:Application testing-guestbook-application",
            "kubernetes:core/v1:NamespacePatch testing-default-pod-security",
            "kubernetes:core/v1:Secret testing-secret",
            `${RBAC}:Role testing-default-role`,
            `${RBAC}:RoleBinding testing-default-binding`,
            `${DYNAMIC}:ArgoCdVerification testing-guestbook-verification`,
            `${DYNAMIC}:EnforcedObjects testing-enforced`,
            `${DYNAMIC}:EnforcedObjects testing-project-enforced`,
            `${DYNAMIC}:EnforcedObjects testing-secret-enforced`,
        ]);
        assertNoDefaultProvider(harness);
    });

    it("holds at every link: each side names the other", () => {
        const statements = (text: unknown): readonly Record<string, unknown>[] =>
            (JSON.parse(String(text)) as { Statement: Record<string, unknown>[] }).Statement;
        const trusted = statements(harness.one(ROLE, "testing-role").inputs["assumeRolePolicy"]);
        assert.deepEqual(trusted, [
            {
                Sid: "TrustArgoCdAROAARGOCDROLE",
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::111111111111:role/acme-argocd" },
                Action: "sts:AssumeRole",
            },
        ]);
        const allowed = harness.one("aws:iam/rolePolicy:RolePolicy", "testing-permission").inputs;
        assert.equal(allowed["role"], "acme-argocd");
        assert.deepEqual(statements(allowed["policy"]), [
            {
                Sid: "AssumeDeployerRoles",
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Resource: ["arn:aws:iam::222222222222:role/acme-deployer-testing"],
            },
        ]);
        const { principalArn } = harness.one(
            "aws:eks/accessEntry:AccessEntry",
            "testing-entry",
        ).inputs;
        assert.equal(principalArn, "arn:aws:iam::222222222222:role/acme-deployer-testing");
    });

    it("puts each role and the permission into its own account", () => {
        assert.deepEqual(accounts(harness), {
            "aws:eks/accessEntry:AccessEntry testing-entry": "222222222222",
            "aws:iam/role:Role argocd-role": "111111111111",
            "aws:iam/role:Role testing-role": "222222222222",
            "aws:iam/rolePolicy:RolePolicy testing-permission": "111111111111",
        });
    });

    it("deploys the sample last, and deletes it first", () => {
        const application = harness.one(
            "kubernetes:argoproj.io/v1alpha1:Application",
            "testing-guestbook-application",
        );
        for (const [type, name] of [
            [ROLE, "argocd-role"],
            [ROLE, "testing-role"],
            ["aws:iam/rolePolicy:RolePolicy", "testing-permission"],
            ["aws:eks/accessEntry:AccessEntry", "testing-entry"],
            [`${RBAC}:RoleBinding`, "testing-default-binding"],
            ["kubernetes:core/v1:Secret", "testing-secret"],
            ["kubernetes:core/v1:Namespace", "given-argocd"],
        ] as const) {
            assert.ok(goesBefore(harness, application, harness.one(type, name)), name);
        }
    });

    it("takes its permission from packs instead, if these are passed", async () => {
        const packs = await registered(withPacks);
        const secret = packs.one("kubernetes:core/v1:Secret", "testing-secret");
        const attachment = packs.resources.find(({ type }) =>
            type.endsWith(":RolePolicyAttachment"),
        )!;
        assert.ok(goesBefore(packs, secret, attachment));
        assert.ok(!inventory(packs).some((line) => line.includes("rolePolicy:RolePolicy ")));
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(chain);
        await assertSameInPreview(withPacks);
    });
});
