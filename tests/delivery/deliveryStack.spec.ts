/** The program of delivery under mocks. How Pulumi Cloud applies the settings can't be tested here: it is a service. */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { run } from "../support/deliveryProgram";
import {
    accounts,
    actingProvider,
    assertChildNames,
    assertNoDefaultProvider,
    goesBefore,
    inventory,
} from "../support/fleet";
import { value, type Harness } from "../support/mocks";

const ROLE = "aws:iam/role:Role";
const SETTINGS = "pulumiservice:index:DeploymentSettings";
const TRUST = "pulumi-nodejs:dynamic/eks-gitops-fleet:TrustedIssuer";

describe("A stack of delivery", () => {
    let harness: Harness;
    let exports: Record<string, unknown>;
    before(async () => {
        ({ harness, exports } = await run());
    });
    after(() => pulumi.runtime.setAllConfig({}));

    it("creates exactly these resources, none of which belongs to the stacks that it delivers", () => {
        assert.deepEqual(inventory(harness), [
            "aws:iam/role:Role dev-deploy-role",
            "aws:iam/role:Role dev-github-role",
            "aws:iam/role:Role hub-deploy-role",
            "aws:iam/rolePolicy:RolePolicy dev-deploy-assume",
            "aws:iam/rolePolicy:RolePolicy dev-github-assume",
            "aws:iam/rolePolicy:RolePolicy hub-deploy-assume",
            "eks-gitops-fleet:index:Delivery dev",
            "eks-gitops-fleet:index:Delivery hub",
            "eks-gitops-fleet:index:DeployRole dev-deploy",
            "eks-gitops-fleet:index:DeployRole dev-github",
            "eks-gitops-fleet:index:DeployRole hub-deploy",
            `${TRUST} tokens-github-111111111111`,
            `${TRUST} tokens-pulumi-111111111111`,
            `${TRUST} tokens-pulumi-111111111111-esc`,
            "pulumi:providers:aws aws-111111111111-eu-west-1",
            "pulumi:providers:pulumiservice pulumi-cloud",
            "pulumiservice:index:DeploymentSettings dev-settings",
            "pulumiservice:index:DeploymentSettings hub-settings",
            "pulumiservice:index:DriftSchedule dev-drift",
        ]);
        assertChildNames(harness);
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["111111111111"]);
        assert.equal(
            actingProvider(harness.one(SETTINGS, "dev-settings"), harness),
            "pulumi-cloud",
        );
    });

    it("creates exactly these settings and this schedule (a deployment by them requires Pulumi Cloud)", () => {
        assert.deepEqual(harness.one(SETTINGS, "dev-settings").inputs, {
            organization: "Acme-Corp",
            project: "eks-gitops-fleet",
            stack: "dev",
            sourceContext: { git: { branch: "refs/heads/develop", repoDir: "infra" } },
            github: {
                repository: "acme/fleet",
                deployCommits: true,
                previewPullRequests: false,
                pullRequestTemplate: false,
                paths: [
                    "infra/Pulumi.dev.yaml",
                    "infra/Pulumi.yaml",
                    "infra/package.json",
                    "infra/package-lock.json",
                    "infra/tsconfig.json",
                    "infra/tsconfig.pulumi.json",
                    "infra/index.ts",
                    "infra/components/**",
                    "infra/config/**",
                    "infra/discovery/**",
                    "infra/lib/**",
                    "infra/program/**",
                    "infra/providers/**",
                ],
            },
            operationContext: {
                oidc: {
                    aws: {
                        roleARN: "arn:aws:iam::111111111111:role/acme-deploy-dev",
                        sessionName: "pulumi-dev",
                        duration: "2h0m0s",
                    },
                },
            },
            cacheOptions: { enable: true },
            agentPoolId: "pool-1",
        });
        assert.deepEqual(harness.one("pulumiservice:index:DriftSchedule", "dev-drift").inputs, {
            organization: "Acme-Corp",
            project: "eks-gitops-fleet",
            stack: "dev",
            scheduleCron: "0 4 * * *",
            autoRemediate: false,
        });
    });

    it("compares the organization and the subjects of the stack's operations exactly in the deploy role's trust", () => {
        const { assumeRolePolicy, maxSessionDuration, name } = harness.one(
            ROLE,
            "dev-deploy-role",
        ).inputs;
        assert.equal(name, "acme-deploy-dev");
        assert.equal(maxSessionDuration, 7200);
        const subject = (operation: string): string =>
            `pulumi:deploy:org:Acme-Corp:project:eks-gitops-fleet:stack:dev:operation:${operation}:scope:write`;
        assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: {
                        Federated: "arn:aws:iam::111111111111:oidc-provider/api.pulumi.com/oidc",
                    },
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: {
                        StringEquals: {
                            "api.pulumi.com/oidc:aud": "Acme-Corp",
                            "api.pulumi.com/oidc:sub": [
                                subject("update"),
                                subject("refresh"),
                                subject("detect-drift"),
                            ],
                        },
                    },
                },
            ],
        });
    });

    it("lets the deploy role assume the provisioners of its stack file and its hub, and nothing else", () => {
        const resources = (name: string): unknown =>
            (
                JSON.parse(
                    String(harness.one("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"]),
                ) as { Statement: { Resource: unknown }[] }
            ).Statement.map(({ Resource }) => Resource);
        const provisioner = (account: string): string => `arn:aws:iam::${account}:role/Provisioner`;
        assert.deepEqual(resources("hub-deploy-assume"), [[provisioner("111111111111")]]);
        assert.deepEqual(resources("dev-deploy-assume"), [
            [provisioner("111111111111"), provisioner("222222222222")],
        ]);
        assert.deepEqual(resources("dev-github-assume"), resources("dev-deploy-assume"));
    });

    it("creates a separate role for GitHub's jobs in one environment of the repository", () => {
        const { assumeRolePolicy, name } = harness.one(ROLE, "dev-github-role").inputs;
        assert.equal(name, "acme-deploy-dev@github");
        const { Statement } = JSON.parse(String(assumeRolePolicy)) as {
            Statement: { Condition: unknown }[];
        };
        assert.deepEqual(Statement[0]!.Condition, {
            StringEquals: {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": ["repo:acme/fleet:environment:dev"],
            },
        });
    });

    it("has every account trust each issuer and audience once, the organization's audience first", () => {
        const issuers = harness.resources.filter(({ type }) => type === TRUST);
        assert.deepEqual(
            Object.fromEntries(
                issuers.map(({ name, inputs }) => [
                    name,
                    [inputs["url"], inputs["audience"], inputs["choice"], inputs["owner"]],
                ]),
            ),
            {
                "tokens-pulumi-111111111111": [
                    "https://api.pulumi.com/oidc",
                    "Acme-Corp",
                    "auto",
                    "organization-under-test/eks-gitops-fleet-delivery/stack-under-test",
                ],
                "tokens-pulumi-111111111111-esc": [
                    "https://api.pulumi.com/oidc",
                    "aws:Acme-Corp",
                    "auto",
                    "organization-under-test/eks-gitops-fleet-delivery/stack-under-test",
                ],
                "tokens-github-111111111111": [
                    "https://token.actions.githubusercontent.com",
                    "sts.amazonaws.com",
                    "auto",
                    "organization-under-test/eks-gitops-fleet-delivery/stack-under-test",
                ],
            },
        );
    });

    it("creates settings after everything that deployments need, and deletes them before it", () => {
        const settings = harness.one(SETTINGS, "dev-settings");
        for (const [type, name] of [
            [ROLE, "dev-deploy-role"],
            ["aws:iam/rolePolicy:RolePolicy", "dev-deploy-assume"],
            [TRUST, "tokens-pulumi-111111111111"],
        ] as const) {
            assert.ok(goesBefore(harness, settings, harness.one(type, name)), name);
        }
        const drift = harness.one("pulumiservice:index:DriftSchedule", "dev-drift");
        assert.ok(goesBefore(harness, drift, settings));
        assert.ok(
            goesBefore(
                harness,
                harness.one(TRUST, "tokens-pulumi-111111111111-esc"),
                harness.one(TRUST, "tokens-pulumi-111111111111"),
            ),
        );
    });

    it("outputs every stack's role, the subjects that it trusts, and the command that starts a deployment", async () => {
        const subject = (stack: string, operation: string): string =>
            `pulumi:deploy:org:Acme-Corp:project:eks-gitops-fleet:stack:${stack}:operation:${operation}:scope:write`;
        assert.deepEqual(await value(pulumi.output(exports)), {
            stacks: {
                hub: {
                    deployRoleArn: "arn:aws:iam::111111111111:role/acme-deploy-hub",
                    subjects: [subject("hub", "update"), subject("hub", "refresh")],
                    githubActions: undefined,
                    start: "pulumi deployment run update --stack Acme-Corp/eks-gitops-fleet/hub --agent-pool-id pool-1",
                },
                dev: {
                    deployRoleArn: "arn:aws:iam::111111111111:role/acme-deploy-dev",
                    subjects: [
                        subject("dev", "update"),
                        subject("dev", "refresh"),
                        subject("dev", "detect-drift"),
                    ],
                    githubActions: {
                        deployRoleArn: "arn:aws:iam::111111111111:role/acme-deploy-dev@github",
                        subject: "repo:acme/fleet:environment:dev",
                    },
                    start: "pulumi deployment run update --stack Acme-Corp/eks-gitops-fleet/dev --agent-pool-id pool-1",
                },
            },
        });
    });

    it("registers the same resources in a preview", async () => {
        const preview = await run({ preview: true });
        assert.deepEqual(inventory(preview.harness), inventory(harness));
    });
});
