import assert from "node:assert/strict";

import type { ReadNamespace } from "../../discovery/namespaces";
import { changed, type Raw } from "../support/config";
import {
    CLUSTER,
    EXISTING_HUB,
    fails,
    found,
    GET_CLUSTER,
    GET_PROVIDER,
    refused,
    SHOP,
    WITH_SHOP,
} from "../support/discovery";
import type { HarnessOptions } from "../support/mocks";

describe("Discovery of namespaces", () => {
    it("reads existing namespaces without a level on existing clusters, as the cluster's provisioner", async () => {
        const asked: string[] = [];
        const { warnings } = await found(
            changed(
                {
                    "targets.shop.access.namespaces.shop": {},
                    "targets.shop.access.namespaces.web": {
                        existing: true,
                        podSecurity: "privileged",
                    },
                },
                WITH_SHOP,
            ),
            { calls: { [GET_CLUSTER]: () => CLUSTER } },
            (kubeconfig, name) => {
                asked.push(name, kubeconfig);
                return Promise.resolve({});
            },
        );
        assert.equal(asked.length, 2);
        const [name, kubeconfig] = asked as [string, string];
        assert.equal(name, "default");
        assert.match(kubeconfig, /"https:\/\/shop\.eks\.amazonaws\.com"/);
        assert.match(kubeconfig, /"arn:aws:iam::222222222222:role\/Provisioner"/);
        assert.deepEqual(warnings, [
            "targets.shop.access.namespaces.default: namespace default enforces no Pod Security level, so a pod there can use the node's file system, network and processes. Set podSecurity: baseline here, or label the namespace: kubectl label namespace default pod-security.kubernetes.io/enforce=baseline.",
        ]);
    });

    it("skips namespaces of a cluster that was not found, so that there is one problem and not two", async () => {
        const problems = await refused(
            WITH_SHOP,
            { calls: { [GET_CLUSTER]: () => ({ ...CLUSTER, status: "DELETING" }) } },
            (_, name) => assert.fail(`namespace ${name} was read`),
        );
        assert.deepEqual(problems, [
            "targets.shop.clusterName: the cluster is DELETING; wait until it is ACTIVE.",
        ]);
    });

    it("reports all namespaces that are missing or cannot be read", async () => {
        const raw = changed({ "targets.other": { ...SHOP, clusterName: "other" } }, WITH_SHOP);
        const problems = await refused(
            raw,
            {
                calls: {
                    [GET_CLUSTER]: ({ name }) => ({
                        ...CLUSTER,
                        endpoint: `https://${String(name)}.eks.amazonaws.com`,
                    }),
                },
            },
            (kubeconfig) =>
                kubeconfig.includes("https://other.")
                    ? Promise.reject(new Error("403 Forbidden."))
                    : Promise.resolve(undefined),
        );
        assert.deepEqual(problems, [
            "targets.shop.access.namespaces.default: namespace default does not exist, although existing is true: leave existing unset to create the namespace, or create it first.",
            "targets.other.access.namespaces.default: namespace default cannot be looked up: 403 Forbidden.",
        ]);
    });
});

describe("Discovery of namespaces on an existing management cluster that is a target", () => {
    const onHub = (options: Raw): Raw =>
        changed(
            {
                "targets.same": {
                    management: true,
                    access: { namespaces: { web: { existing: true, ...options } } },
                },
            },
            EXISTING_HUB,
        );
    const options: HarnessOptions = {
        calls: {
            [GET_CLUSTER]: () => ({ ...CLUSTER, endpoint: "https://hub.eks.amazonaws.com" }),
            [GET_PROVIDER]: fails("not found"),
        },
    };

    it("rejects a namespace from which pods could read the agent's token", async () => {
        const asked: string[] = [];
        const problems = await refused(onHub({}), options, (kubeconfig, name) => {
            asked.push(name);
            assert.match(kubeconfig, /"https:\/\/hub\.eks\.amazonaws\.com"/);
            return Promise.resolve({});
        });
        assert.deepEqual(asked, ["web"]);
        assert.deepEqual(problems, [
            "targets.same.access.namespaces.web.podSecurity: must be baseline or restricted: namespace web of the management cluster enforces no Pod Security level, so a pod there could read the agent's token from the node and reach every cluster of the fleet. Set it here, or label the namespace: kubectl label namespace web pod-security.kubernetes.io/enforce=baseline.",
        ]);
    });

    it("accepts a labeled namespace, and does not read one with a configured level", async () => {
        assert.deepEqual((await found(onHub({}), options)).warnings, []);
        const none: ReadNamespace = (_, name) => assert.fail(`namespace ${name} was read`);
        const { warnings } = await found(onHub({ podSecurity: "baseline" }), options, none);
        assert.deepEqual(warnings, []);
    });
});
