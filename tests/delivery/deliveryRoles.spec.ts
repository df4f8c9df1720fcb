/**
 * Deploy roles as the program creates them, in the local AWS: tokens are signed by an issuer and exchanged at STS, and the
 * sessions are used. Tests try what a token, a role or an account must be denied beside what it must be allowed.
 */
import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { changed } from "../support/config";
import { DELIVERY, HUB_FILE } from "../support/delivery";
import { run } from "../support/deliveryProgram";
import type { Harness } from "../support/mocks";
import { cloud, DEPLOY, OTHER, type Cloud } from "../support/deliveryCloud";
import { HUB, TARGET } from "../../sandbox/tests/aws/identitySupport";
import { credentialsInXml, element } from "../../sandbox/tests/aws/stsSupport";

const GITHUB = "https://token.actions.githubusercontent.com";

function subject(changes: Readonly<Record<string, string>> = {}): string {
    const { org, project, stack, operation } = {
        org: "Acme-Corp",
        project: "eks-gitops-fleet",
        stack: "dev",
        operation: "update",
        ...changes,
    };
    return `pulumi:deploy:org:${org}:project:${project}:stack:${stack}:operation:${operation}:scope:write`;
}

describe("A deploy role in the local AWS", () => {
    let made: Cloud;
    before(async () => {
        const { harness } = await run();
        made = await cloud(harness);
    });
    after(async () => {
        pulumi.runtime.setAllConfig({});
        await made.close();
    });

    for (const operation of ["update", "refresh", "detect-drift"]) {
        it(`is assumed for ${operation} of its stack`, async () => {
            const answer = await made.exchanged({ sub: subject({ operation }) });
            assert.equal(
                element(answer, "Arn"),
                `arn:aws:sts::${HUB}:assumed-role/acme-deploy-dev/pulumi-dev`,
            );
        });
    }

    const REFUSED: Readonly<Record<string, object>> = {
        "another organization": { sub: subject({ org: "Evil" }), aud: ["Acme-Corp"] },
        "the same name in another case": { sub: subject({ org: "acme-corp" }) },
        "another project": { sub: subject({ project: "other" }) },
        "another stack": { sub: subject({ stack: "hub" }) },
        "a stack whose name continues like a subject": {
            sub: subject({ stack: "dev:operation:update" }),
        },
        "preview, which is not among the operations": {
            sub: subject({ operation: "preview" }),
        },
        "destroy, which is not among the operations": { sub: subject({ operation: "destroy" }) },
        "remediate-drift, if drift is only detected": {
            sub: subject({ operation: "remediate-drift" }),
        },
        "an operation with the same beginning": { sub: subject({ operation: "update2" }) },
        "a token of Pulumi ESC": {
            sub: "pulumi:environments:org:Acme-Corp:env:dev",
            aud: ["Acme-Corp"],
        },
    };
    for (const [what, claims] of Object.entries(REFUSED)) {
        it(`is denied to ${what}`, async () => {
            assert.equal(element(await made.exchanged(claims), "Code"), "AccessDenied");
        });
    }

    it("is denied to a token for another organization", async () => {
        const answer = await made.exchanged({ sub: subject(), aud: ["Evil"] });
        assert.equal(element(answer, "Code"), "InvalidIdentityToken");
    });

    it("assumes the provisioners of its stack file, and no other role in any account", async () => {
        const credentials = credentialsInXml(await made.exchanged({ sub: subject() }));
        const call = made.identity.using(credentials);
        const assume = (account: string, name: string): Promise<unknown> =>
            call("sts:AssumeRole", {
                RoleArn: `arn:aws:iam::${account}:role/${name}`,
                RoleSessionName: "eks-gitops-fleet",
            });
        await assume(HUB, "Provisioner");
        await assume(TARGET, "Provisioner");
        await assert.rejects(assume(OTHER, "Provisioner"), /AccessDenied|not authorized/);
        await assert.rejects(assume(TARGET, "Administrator"), /AccessDenied|not authorized/);
        await assert.rejects(assume(HUB, "acme-deploy-hub"), /AccessDenied|not authorized/);
    });

    it("has no other permission", () => {
        for (const action of [
            "iam:CreateRole",
            "eks:CreateCluster",
            "ec2:CreateVpc",
            "iam:PutRolePolicy",
        ]) {
            const { allowed } = made.identity.aws.simulate({
                principalArn: DEPLOY,
                action,
                resource: action.startsWith("iam:") ? DEPLOY : "*",
            });
            assert.equal(allowed, false, action);
        }
    });

    it("for GitHub is assumed by jobs in its environment, and by no others", async () => {
        const role = `${DEPLOY}@github`;
        const job = (sub: string): Promise<string> =>
            made.exchanged({ iss: GITHUB, aud: ["sts.amazonaws.com"], sub }, role);
        const allowed = await job("repo:acme/fleet:environment:dev");
        assert.match(element(allowed, "Arn") ?? "", /acme-deploy-dev@github/);
        for (const sub of [
            "repo:acme/fleet:environment:prod",
            "repo:acme/fleet:ref:refs/heads/main",
            "repo:acme/fleet:pull_request",
            "repo:evil/fleet:environment:dev",
            "repo:acme@1/fleet@2:environment:dev",
        ]) {
            assert.equal(element(await job(sub), "Code"), "AccessDenied", sub);
        }
        assert.equal(
            element(await made.exchanged({ sub: subject() }, role), "Code"),
            "AccessDenied",
        );
    });
});

describe("A deploy role whose stack has no provisioner role in its account", () => {
    let made: Cloud;
    let harness: Harness;
    const hubRole = `arn:aws:iam::${HUB}:role/acme-deploy-hub`;
    before(async () => {
        const hub = changed(
            {
                provisionerRoleName: undefined,
                permissionsBoundary: "Bound",
                "management.admins": { oncall: `arn:aws:iam::${HUB}:role/OnCall` },
            },
            HUB_FILE,
        );
        const raw = changed({ stacks: { hub: {} } }, DELIVERY);
        ({ harness } = await run({ raw, files: { hub } }));
        made = await cloud(harness);
    });
    after(async () => {
        pulumi.runtime.setAllConfig({});
        await made.close();
    });

    const can = (action: string, resource: string, context = {}): boolean =>
        made.identity.aws.simulate({ principalArn: hubRole, action, resource, context }).allowed;

    it("has the policies of a provisioner as its own, and not AdministratorAccess", () => {
        const attached = harness.resources.filter(({ type }) => type.endsWith("PolicyAttachment"));
        assert.ok(attached.length >= 4);
        for (const { inputs } of attached) {
            assert.match(String(inputs["policyArn"]), new RegExp(`^arn:aws:iam::${HUB}:policy/`));
        }
        assert.ok(!harness.resources.some(({ name }) => name === "hub-deploy-assume"));
    });

    it("is deleted before it is replaced, and so are its policies: their names are fixed", () => {
        const made = harness.resources.filter(({ type }) => /:(Role|Policy)$/.test(type));
        assert.ok(made.length >= 5);
        for (const { deleteBeforeReplace, name } of made) {
            assert.ok(deleteBeforeReplace, name);
        }
    });

    it("creates the fleet's roles with the boundary, and none without it", () => {
        const role = `arn:aws:iam::${HUB}:role/acme-argocd`;
        const boundary = (arn: string): object => ({
            "iam:PermissionsBoundary": arn,
            "aws:RequestTag/eks-gitops-fleet:fleet": "acme",
        });
        const bound = `arn:aws:iam::${HUB}:policy/Bound`;
        assert.ok(can("iam:CreateRole", role, boundary(bound)));
        assert.ok(!can("iam:CreateRole", role, boundary(`arn:aws:iam::${HUB}:policy/Wide`)));
        assert.ok(!can("iam:CreateRole", role));
        assert.ok(!can("iam:CreateRole", `arn:aws:iam::${HUB}:role/other-argocd`, boundary(bound)));
    });

    it("changes neither itself nor its boundary", () => {
        for (const action of [
            "iam:PutRolePolicy",
            "iam:AttachRolePolicy",
            "iam:UpdateAssumeRolePolicy",
        ]) {
            assert.ok(!can(action, hubRole), action);
        }
        assert.ok(!can("iam:CreatePolicyVersion", `arn:aws:iam::${HUB}:policy/Bound`));
    });
});

describe("A deploy role whose account has clusters that the stack uses but did not create", () => {
    let made: Cloud;
    const hubRole = `arn:aws:iam::${HUB}:role/acme-deploy-hub`;
    before(async () => {
        const hub = changed(
            {
                provisionerRoleName: undefined,
                permissionsBoundary: "Bound",
                "management.existing": true,
            },
            HUB_FILE,
        );
        const raw = changed({ stacks: { hub: {} } }, DELIVERY);
        const { harness } = await run({ raw, files: { hub } });
        made = await cloud(harness);
    });
    after(async () => {
        pulumi.runtime.setAllConfig({});
        await made.close();
    });

    const can = (action: string, resource: string, context = {}): boolean =>
        made.identity.aws.simulate({ principalArn: hubRole, action, resource, context }).allowed;
    const eks = (resource: string): string => `arn:aws:eks:eu-west-1:${HUB}:${resource}`;

    it("creates access entries and pod identity associations for the fleet's roles", () => {
        for (const action of [
            "eks:DescribeCluster",
            "eks:CreateAccessEntry",
            "eks:CreatePodIdentityAssociation",
        ]) {
            assert.ok(can(action, eks("cluster/management")), action);
            assert.ok(!can(action, eks("cluster/production")), action);
        }
        for (const action of ["DeleteAccessEntry", "UpdateAccessEntry", "TagResource"]) {
            assert.ok(can(`eks:${action}`, eks("access-entry/management/role/x/y/z")), action);
        }
        assert.ok(can("eks:TagResource", eks("podidentityassociation/management/a-1")));
    });

    it("neither changes nor deletes the clusters, nor creates what belongs to a cluster", () => {
        for (const action of [
            "eks:DeleteCluster",
            "eks:UpdateClusterConfig",
            "eks:CreateNodegroup",
            "eks:CreateAddon",
            "eks:TagResource",
        ]) {
            assert.ok(!can(action, eks("cluster/management")), action);
        }
        assert.ok(!can("eks:AssociateAccessPolicy", eks("access-entry/management/role/x/y/z")));
        const tagged = { "aws:RequestTag/eks-gitops-fleet:fleet": "acme" };
        assert.ok(!can("ec2:CreateVpc", `arn:aws:ec2:eu-west-1:${HUB}:vpc/*`, tagged));
        assert.ok(!can("kms:CreateKey", "*", tagged));
        const bounded = {
            "iam:PermissionsBoundary": `arn:aws:iam::${HUB}:policy/Bound`,
            ...tagged,
        };
        const iam = (role: string): string => `arn:aws:iam::${HUB}:role/${role}`;
        assert.ok(can("iam:CreateRole", iam("acme-argocd"), bounded));
        assert.ok(!can("iam:CreateRole", iam("management-nodes-1"), bounded));
        assert.ok(
            !can(
                "iam:CreateServiceLinkedRole",
                iam("aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS"),
                { "iam:AWSServiceName": "eks.amazonaws.com" },
            ),
        );
        const group = "log-group:/aws/eks/management/cluster";
        assert.ok(!can("logs:DeleteLogGroup", `arn:aws:logs:eu-west-1:${HUB}:${group}`));
    });
});
