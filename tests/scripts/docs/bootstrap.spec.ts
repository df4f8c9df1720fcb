import assert from "node:assert/strict";
import { parse } from "yaml";

import { fleetName } from "../../../lib/fields";
import { policyText } from "../../../lib/iam/documents";
import { boundaryPolicy, provisionerPolicies } from "../../../lib/provisioner/permissions";
import { provisionerTemplate } from "../../../scripts/docs/bootstrap";
import { fill, type Parameters, type Template } from "../../support/cloudFormation";
import { provisionerScope } from "../../support/provisioner";

const TEMPLATE = parse(provisionerTemplate(), { version: "1.1" }) as Template;

const PARAMETERS: Parameters = {
    "AWS::Partition": "aws",
    "AWS::AccountId": "111111111111",
    Fleet: "acme",
    ClusterName1: "management",
    ClusterName2: "",
    ClusterName3: "",
    ClusterName4: "",
    TrustedPrincipals: ["arn:aws:iam::999999999999:role/acme-deploy-dev"],
    OrganizationId: "",
    BoundaryName: "acme-boundary",
    RolePath: "/",
    RunnerActions: [""],
    MaxSessionDuration: "3600",
};

const SCOPE = provisionerScope("111111111111", "management");

describe("The template of a provisioner", () => {
    it("is short enough to pass to CloudFormation directly, without a bucket", () => {
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
        assert.ok(Buffer.byteLength(provisionerTemplate()) <= 51_200);
    });

    it("contains the documents of the pure functions, for one cluster and for the maximum number", () => {
        for (const clusterNames of [
            ["management"],
            ["management", "eu-*"],
            ["management", "a", "b"],
            ["a", "b", "c", "d"],
        ]) {
            const scope = {
                ...SCOPE,
                clusterNames,
                rolePath: "/platform/",
                runnerActions: ["s3:*"],
            };
            const resources = fill(TEMPLATE, {
                ...PARAMETERS,
                ...Object.fromEntries(
                    clusterNames.map((name, index) => [`ClusterName${index + 1}`, name]),
                ),
                RolePath: "/platform/",
                RunnerActions: ["s3:*"],
            });
            assert.deepEqual(documents(resources), {
                "acme-boundary": boundaryPolicy(scope),
                ...Object.fromEntries(
                    Object.entries(provisionerPolicies(scope)).map(([suffix, document]) => [
                        `acme-provisioner-${suffix}`,
                        document,
                    ]),
                ),
            });
        }
    });

    it("attaches all of them to the role, which trusts the given principals", () => {
        const { Provisioner, ...others } = fill(TEMPLATE, PARAMETERS);
        assert.deepEqual(Provisioner?.Properties, {
            RoleName: "acme-provisioner",
            Description: "Role that Pulumi assumes in this account",
            MaxSessionDuration: "3600",
            AssumeRolePolicyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { AWS: PARAMETERS["TrustedPrincipals"] },
                        Action: "sts:AssumeRole",
                    },
                ],
            },
            ManagedPolicyArns: Object.keys(others).filter((name) => name !== "Boundary"),
        });
    });

    it("can require an organization in addition", () => {
        const { Provisioner } = fill(TEMPLATE, { ...PARAMETERS, OrganizationId: "o-0123456789" });
        const { Statement } = Provisioner!.Properties["AssumeRolePolicyDocument"] as {
            readonly Statement: readonly { readonly Condition?: unknown }[];
        };
        assert.deepEqual(Statement[0]?.Condition, {
            StringEquals: { "aws:PrincipalOrgID": "o-0123456789" },
        });
    });

    it("allows nothing to runners by default", () => {
        const boundary = documents(fill(TEMPLATE, PARAMETERS))["acme-boundary"];
        assert.deepEqual(boundary, boundaryPolicy(SCOPE));
    });

    it("stays within IAM's limits with the longest values of its parameters", () => {
        const cluster = "c".repeat(23);
        const filled = documents(
            fill(TEMPLATE, {
                ...PARAMETERS,
                "AWS::Partition": "aws-us-gov",
                Fleet: "f".repeat(20),
                ClusterName1: cluster,
                ClusterName2: cluster,
                ClusterName3: cluster,
                ClusterName4: cluster,
                BoundaryName: "b".repeat(128),
                RolePath: `/${"p".repeat(62)}/`,
            }),
        );
        for (const [name, document] of Object.entries(filled)) {
            const { length } = policyText(document as ReturnType<typeof boundaryPolicy>);
            assert.ok(length <= 6144, `${name}: ${length}`);
        }
        assert.ok(Object.keys(filled).length <= 11);
    });

    it("accepts the same fleet names as a stack file", () => {
        const { AllowedPattern } = TEMPLATE.Parameters["Fleet"] as { AllowedPattern: string };
        for (const fleet of ["acme", "a", "acme-deployments", "deploy-acme", "runners"]) {
            assert.ok(new RegExp(AllowedPattern).test(fleet), fleet);
            assert.ok(fleetName.safeParse(fleet).success, fleet);
        }
        for (const fleet of ["Acme", "acme-", "acme-deploy", "a-deployer-b", "acme-runner", ""]) {
            assert.ok(!new RegExp(AllowedPattern).test(fleet), fleet);
            assert.ok(!fleetName.safeParse(fleet).success, fleet);
        }
    });

    it("uses nothing that StackSets with service-managed permissions reject", () => {
        assert.ok(!/Transform|AWS::CloudFormation::Stack|Fn::ForEach/.test(provisionerTemplate()));
    });
});

function documents(resources: ReturnType<typeof fill>): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
        Object.values(resources)
            .filter(({ Type }) => Type === "AWS::IAM::ManagedPolicy")
            .map(({ Properties }) => [
                String(Properties["ManagedPolicyName"]),
                Properties["PolicyDocument"],
            ]),
    );
}
