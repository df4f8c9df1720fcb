import * as assert from "node:assert/strict";

import { awsFunctions } from "../../src/plugins/aws/functions";
import type { Session } from "../../src/plugins/provider/resource";
import type { Properties } from "../../src/plugins/provider/values";
import { hubCluster, roleFor } from "./eksSupport";
import { ACCOUNT, Lifecycle, localAws, REGION, sessionIn } from "./pluginSupport";

const POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";

describe("aws.eks in the sandbox", () => {
    let session: Session;
    let actions: string[];
    let cluster: Lifecycle;
    let clusterInputs: Properties;
    let deployer: string;

    const make = (token: string, inputs: Properties): Promise<Lifecycle> =>
        Lifecycle.create(session, token, inputs);

    const makeRole = (name: string, service: string): Promise<string> =>
        roleFor(session, name, service);

    beforeEach(async () => {
        actions = [];
        session = await sessionIn(localAws().local, {}, (action) => actions.push(action));
        ({ cluster, clusterInputs } = await hubCluster(session));
        deployer = await makeRole("deployer", "ec2.amazonaws.com");
        actions.length = 0;
    });

    it("creates a cluster whose state has what depends on it", () => {
        const { state } = cluster;
        assert.equal(state.arn, `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/hub`);
        assert.deepEqual(state.certificateAuthority, { data: "Q0E=" });
        assert.match(JSON.stringify(state.identities), /oidc\.eks\.eu-central-1/);
        assert.equal((state.vpcConfig as Properties).endpointPublicAccess, true);
        assert.deepEqual(cluster.diff(clusterInputs), []);
    });

    it("changes a cluster by one call for each kind of change, and no other", async () => {
        const next = {
            ...clusterInputs,
            enabledClusterLogTypes: ["api"],
            deletionProtection: true,
            vpcConfig: {
                ...(clusterInputs.vpcConfig as Properties),
                endpointPrivateAccess: true,
            },
        };
        assert.deepEqual(cluster.diff(next), [
            "deletionProtection",
            "enabledClusterLogTypes",
            "vpcConfig.endpointPrivateAccess",
        ]);
        await cluster.update(next);
        assert.deepEqual(
            actions.filter((action) => action.startsWith("eks:Update")),
            Array.from({ length: 3 }, () => "eks:UpdateClusterConfig"),
        );
        assert.deepEqual(cluster.diff(next), []);
        assert.deepEqual(cluster.state.enabledClusterLogTypes, ["api"]);
    });

    it("replaces a cluster whose role, name or creator's admin changes", () => {
        assert.deepEqual(
            cluster.diff({
                ...clusterInputs,
                name: "other",
                roleArn: deployer,
                accessConfig: {
                    authenticationMode: "API",
                    bootstrapClusterCreatorAdminPermissions: true,
                },
            }),
            ["accessConfig.bootstrapClusterCreatorAdminPermissions!", "name!", "roleArn!"],
        );
    });

    it("creates an access entry under cluster and principal, and updates its groups in place", async () => {
        const inputs = {
            clusterName: "hub",
            principalArn: deployer,
            kubernetesGroups: ["b", "a"],
            userName: "deployer:{{SessionName}}",
        };
        const entry = await make("aws:eks/accessEntry:AccessEntry", inputs);
        assert.equal(entry.id, `hub:${deployer}`);
        assert.deepEqual(entry.diff({ ...inputs, kubernetesGroups: ["a", "b"] }), []);
        assert.deepEqual(entry.diff({ ...inputs, type: "EC2_LINUX" }), ["type!"]);
        await entry.update({ ...inputs, kubernetesGroups: ["c"] });
        assert.deepEqual((await entry.import())?.state.kubernetesGroups, ["c"]);
        await entry.delete();
        assert.equal(await entry.refresh(), undefined);
    });

    it("associates an access policy under cluster, principal and policy", async () => {
        await make("aws:eks/accessEntry:AccessEntry", {
            clusterName: "hub",
            principalArn: deployer,
        });
        const inputs = {
            clusterName: "hub",
            principalArn: deployer,
            policyArn: POLICY,
            accessScope: { type: "namespace", namespaces: ["b", "a"] },
        };
        const token = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
        const association = await make(token, inputs);
        assert.equal(association.id, `hub#${deployer}#${POLICY}`);
        assert.deepEqual(association.diff(inputs), []);
        assert.deepEqual(association.diff({ ...inputs, accessScope: { type: "cluster" } }), [
            "accessScope.namespaces!",
            "accessScope.type!",
        ]);
        await association.delete();
        assert.equal(await association.refresh(), undefined);
    });

    it("finds entries deleted with their cluster, and can still delete them", async () => {
        const entry = await make("aws:eks/accessEntry:AccessEntry", {
            clusterName: "hub",
            principalArn: deployer,
        });
        await cluster.delete();
        assert.equal(await entry.refresh(), undefined);
        await entry.delete();
    });

    it("creates add-ons that remember how to resolve conflicts and what to preserve", async () => {
        const version = await awsFunctions["aws:eks/getAddonVersion:getAddonVersion"]!(
            session.api,
            { addonName: "coredns", kubernetesVersion: "1.34", mostRecent: true },
        );
        const inputs: Properties = {
            clusterName: "hub",
            addonName: "coredns",
            addonVersion: version.version,
            resolveConflictsOnCreate: "OVERWRITE",
            resolveConflictsOnUpdate: "PRESERVE",
            preserve: true,
        };
        const addon = await make("aws:eks/addon:Addon", inputs);
        assert.equal(addon.id, "hub:coredns");
        assert.deepEqual(addon.diff(inputs), []);
        actions.length = 0;
        await addon.update({ ...inputs, preserve: false });
        assert.deepEqual(actions, ["eks:DescribeAddon"]);
        assert.equal(addon.state.preserve, false);
    });

    it("creates node groups, and changes labels, taints and size in place", async () => {
        const inputs: Properties = {
            clusterName: "hub",
            nodeGroupName: "nodes",
            nodeRoleArn: await makeRole("nodes", "ec2.amazonaws.com"),
            subnetIds: (clusterInputs.vpcConfig as Properties).subnetIds,
            scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 3 },
            labels: { a: "1", b: "1" },
        };
        const nodes = await make("aws:eks/nodeGroup:NodeGroup", inputs);
        assert.equal(nodes.id, "hub:nodes");
        assert.deepEqual(nodes.diff(inputs), []);
        const next: Properties = {
            ...inputs,
            labels: { a: "2" },
            taints: [{ key: "k", effect: "NO_SCHEDULE" }],
            scalingConfig: { minSize: 1, desiredSize: 3, maxSize: 3 },
        };
        await nodes.update(next);
        assert.deepEqual(nodes.diff(next), []);
        assert.deepEqual(nodes.state.labels, { a: "2" });
        assert.deepEqual(nodes.diff({ ...next, instanceTypes: ["m5.large"] }), ["instanceTypes!"]);
    });

    it("creates pod identity associations, which import under cluster and id", async () => {
        const roleArn = await makeRole("pods", "pods.eks.amazonaws.com");
        const inputs = {
            clusterName: "hub",
            namespace: "argocd",
            serviceAccount: "argocd-server",
            roleArn,
        };
        const token = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
        const association = await make(token, inputs);
        assert.match(association.id, /^a-/);
        assert.deepEqual(association.diff(inputs), []);
        const imported = await association.import(`hub,${association.id}`);
        assert.equal(imported?.state.roleArn, roleArn);
        await association.delete();
        assert.equal(await association.refresh(), undefined);
    });

    it("looks up clusters, and names the missing one", async () => {
        const getCluster = awsFunctions["aws:eks/getCluster:getCluster"]!;
        const found = await getCluster(session.api, { name: "hub" });
        assert.equal(found.endpoint, cluster.state.endpoint);
        assert.deepEqual(found.certificateAuthorities, [{ data: "Q0E=" }]);
        assert.deepEqual(found.accessConfigs, [
            { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        ]);
        const placed = found.vpcConfig as Properties;
        assert.deepEqual(placed.subnetIds, (clusterInputs.vpcConfig as Properties).subnetIds);
        assert.deepEqual(placed.publicAccessCidrs, ["203.0.113.0/24"]);
        assert.equal(placed.endpointPrivateAccess, false);
        assert.deepEqual(found.computeConfigs, []);
        assert.match(JSON.stringify(found.identities), /"issuer":"https:\/\/oidc\.eks/);
        await assert.rejects(
            getCluster(session.api, { name: "none" }),
            /reading EKS Cluster \(none\): couldn't find resource/,
        );
    });
});
