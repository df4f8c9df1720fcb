import assert from "node:assert/strict";

import { FargateProfiles, type FargateProfilesArgs } from "../../../components";
import {
    accounts,
    assertChildNames,
    assertNoDefaultProvider,
    assertSameInPreview,
    givenAws,
    givenResource,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import type { Harness } from "../../support/mocks";

const ARGS: Omit<FargateProfilesArgs, "prerequisites"> = {
    clusterName: "testing",
    place: { accountId: "222222222222", region: "eu-central-1", clusterName: "testing" },
    roleSettings: { path: "/platform/" },
    subnetIds: ["subnet-1", "subnet-2"],
    placement: ["subnet-1", "subnet-2"],
    nodes: {
        kind: "fargate",
        profiles: {
            system: [{ namespace: "kube-system", labels: { "k8s-app": "kube-dns" } }],
            apps: [
                { namespace: "shop", labels: {} },
                { namespace: "team-*", labels: { serverless: "yes" } },
            ],
        },
    },
};

function build(args: Partial<FargateProfilesArgs> = {}): FargateProfiles {
    return new FargateProfiles(
        "pods",
        { ...ARGS, prerequisites: [givenResource("routes")], ...args },
        { providers: [givenAws("222222222222")] },
    );
}

const PROFILE = "aws:eks/fargateProfile:FargateProfile";
const ROLE = "aws:iam/role:Role";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const POLICY = "AmazonEKSFargatePodExecutionRolePolicy";

describe("FargateProfiles", () => {
    let harness: Harness;
    beforeEach(async () => {
        harness = await registered(() => build());
    });

    it("makes for each profile the profile and a role of its own", () => {
        assert.deepEqual(inventory(harness), [
            `${PROFILE} pods-apps`,
            `${PROFILE} pods-system`,
            `${ROLE} pods-apps-role`,
            `${ROLE} pods-system-role`,
            `${ATTACHMENT} pods-apps-${POLICY}`,
            `${ATTACHMENT} pods-system-${POLICY}`,
            "eks-gitops-fleet:index:FargateProfiles pods",
        ]);
        assertChildNames(harness);
    });

    it("takes the pods that are selected, in private subnets, under the profile's own role", () => {
        const { fargateProfileName, ...inputs } = harness.one(PROFILE, "pods-apps").inputs;
        assert.deepEqual(inputs, {
            clusterName: "testing",
            podExecutionRoleArn: "arn:aws:iam::222222222222:role/platform/pods-apps-role-0123456",
            subnetIds: ["subnet-1", "subnet-2"],
            selectors: [
                { namespace: "shop", labels: {} },
                { namespace: "team-*", labels: { serverless: "yes" } },
            ],
        });
        assert.match(String(fargateProfileName), /^apps-[0-9a-f]{8}$/);
    });

    it("gives a profile of other selectors or subnets another name: it comes before the old one goes", async () => {
        const name = (): unknown => harness.one(PROFILE, "pods-apps").inputs["fargateProfileName"];
        const before = name();
        harness = await registered(() => build());
        assert.equal(name(), before);
        const apps = [{ namespace: "shop", labels: { tier: "web" } }];
        harness = await registered(() => build({ nodes: { kind: "fargate", profiles: { apps } } }));
        assert.notEqual(name(), before);
        harness = await registered(() => build({ placement: ["subnet-1", "subnet-3"] }));
        assert.notEqual(name(), before);
    });

    it("lets Fargate alone assume the role, for this cluster's profiles alone", () => {
        const { assumeRolePolicy, ...inputs } = harness.one(ROLE, "pods-apps-role").inputs;
        assert.deepEqual(inputs, {
            namePrefix: "testing-pods-apps-",
            description: "Starts pods of an EKS cluster on Fargate",
            path: "/platform/",
        });
        assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "eks-fargate-pods.amazonaws.com" },
                    Action: "sts:AssumeRole",
                    Condition: {
                        ArnLike: {
                            "aws:SourceArn":
                                "arn:aws:eks:eu-central-1:222222222222:fargateprofile/testing/*",
                        },
                    },
                },
            ],
        });
        assert.deepEqual(harness.one(ATTACHMENT, `pods-apps-${POLICY}`).inputs, {
            role: "pods-apps-role-0123456",
            policyArn: `arn:aws:iam::aws:policy/${POLICY}`,
        });
    });

    it("goes before its role's permission and the routes that pods need", () => {
        const profile = harness.one(PROFILE, "pods-apps");
        assert.ok(goesBefore(harness, profile, harness.one(ATTACHMENT, `pods-apps-${POLICY}`)));
        const routes = harness.one("kubernetes:core/v1:Namespace", "given-routes");
        assert.ok(goesBefore(harness, profile, routes));
    });

    it("makes everything in the given account", () => {
        assertNoDefaultProvider(harness);
        assert.deepEqual([...new Set(Object.values(accounts(harness)))], ["222222222222"]);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
