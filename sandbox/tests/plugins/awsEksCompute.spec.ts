import * as assert from "node:assert/strict";

import { awsFunctions } from "../../src/plugins/aws/functions";
import type { Session } from "../../src/plugins/provider/resource";
import type { Properties } from "../../src/plugins/provider/values";
import { hubCluster, roleFor } from "./eksSupport";
import { Lifecycle, localAws, sessionIn } from "./pluginSupport";

describe("what pods run on, in the sandbox's aws.eks", () => {
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
    });

    it("turns Auto Mode on in place by one call, and rejects a part of it before AWS does", async () => {
        const nodeRoleArn = await makeRole("auto", "ec2.amazonaws.com");
        const on: Properties = {
            ...clusterInputs,
            computeConfig: { enabled: true, nodePools: ["general-purpose"], nodeRoleArn },
            kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
            storageConfig: { blockStorage: { enabled: true } },
        };
        assert.deepEqual(cluster.diff(on), [
            "computeConfig",
            "kubernetesNetworkConfig.elasticLoadBalancing",
            "storageConfig",
        ]);
        await assert.rejects(
            cluster.update({ ...on, storageConfig: { blockStorage: { enabled: false } } }),
            /must all be set to either true or false/,
        );
        actions.length = 0;
        await cluster.update(on);
        assert.deepEqual(
            actions.filter((action) => action.startsWith("eks:Update")),
            ["eks:UpdateClusterConfig"],
        );
        assert.deepEqual(cluster.diff(on), []);
        assert.deepEqual(
            cluster.diff({
                ...on,
                computeConfig: {
                    enabled: true,
                    nodePools: ["general-purpose"],
                    nodeRoleArn: deployer,
                },
            }),
            ["computeConfig.nodeRoleArn!"],
        );
        const found = await awsFunctions["aws:eks/getCluster:getCluster"]!(session.api, {
            name: "hub",
        });
        assert.deepEqual(found.computeConfigs, [
            { enabled: true, nodePools: ["general-purpose"], nodeRoleArn },
        ]);
    });

    it("creates Fargate profiles, of which only tags change in place", async () => {
        const inputs: Properties = {
            clusterName: "hub",
            podExecutionRoleArn: await makeRole("pods", "eks-fargate-pods.amazonaws.com"),
            selectors: [{ namespace: "argocd" }, { namespace: "kube-system", labels: { a: "1" } }],
            subnetIds: (clusterInputs.vpcConfig as Properties).subnetIds,
            tags: { fleet: "acme" },
        };
        const profile = await make("aws:eks/fargateProfile:FargateProfile", inputs);
        assert.match(profile.id, /^hub:probe-[0-9a-f]{7}$/);
        assert.equal(profile.state.status, "ACTIVE");
        assert.deepEqual(profile.diff(inputs), []);
        await profile.update({ ...inputs, tags: { fleet: "other" } });
        assert.deepEqual(profile.state.tags, { fleet: "other" });
        assert.deepEqual(profile.diff({ ...profile.inputs, selectors: [{ namespace: "shop" }] }), [
            "selectors!",
        ]);
        await assert.rejects(
            make("aws:eks/fargateProfile:FargateProfile", {
                ...inputs,
                fargateProfileName: "other",
                podExecutionRoleArn: deployer,
            }),
            /Misconfigured PodExecutionRole Trust Policy/,
        );
        await profile.delete();
        assert.equal(await profile.refresh(), undefined);
    });
});
