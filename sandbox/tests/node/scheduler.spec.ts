import type { V1Node, V1Pod, V1PodStatus } from "@kubernetes/client-node";
import * as assert from "node:assert/strict";
import type { WaitingPod } from "../../src/aws/contract";
import { scheduler, type PodNodes, type Scheduler } from "../../src/node/scheduler";

const made: V1Node = { metadata: { name: "i-1", labels: { pool: "general" } } };

describe("the scheduler", () => {
    let nodes: V1Node[];
    let bound: string[];
    let statuses: V1PodStatus[];
    let asked: string[];
    let podNodes: PodNodes;

    const pod = (over: V1Pod["spec"] | object = {}, name = "web"): V1Pod => ({
        metadata: { name, namespace: "shop", uid: name, labels: { app: name } },
        spec: { containers: [], ...over },
    });
    const place = async (...pods: readonly V1Pod[]): Promise<Scheduler> => {
        const made = scheduler({
            api: {
                bind: (one, node) => {
                    bound.push(`${one.metadata?.name} on ${node}`);
                    return Promise.resolve();
                },
                patchStatus: (_, status) => {
                    statuses.push(status);
                    return Promise.resolve(true);
                },
            },
            pods: () => pods,
            nodes: () => nodes,
            podNodes,
            log: (message) => assert.fail(message),
        });
        pods.forEach((one) => made.place(one));
        await new Promise((resolve) => setImmediate(resolve));
        return made;
    };

    beforeEach(() => {
        nodes = [{ metadata: { name: "a" } }];
        bound = [];
        statuses = [];
        asked = [];
        podNodes = {
            own: (waiting: WaitingPod) => {
                asked.push(`own ${waiting.namespace} ${waiting.labels.app}`);
                return Promise.resolve(undefined);
            },
            another: (suits) => {
                asked.push("another");
                return Promise.resolve(suits(made) ? "i-1" : undefined);
            },
            gone: (uid) => {
                asked.push(`gone ${uid}`);
                return Promise.resolve();
            },
        };
    });

    it("uses an existing node before it requests another", async () => {
        await place(pod());
        assert.deepEqual(bound, ["web on a"]);
        assert.deepEqual(asked, ["own shop web"]);
    });

    it("binds a pod with a dedicated node to that node, even if other nodes fit", async () => {
        podNodes = { ...podNodes, own: () => Promise.resolve("fargate-1") };
        await place(pod());
        assert.deepEqual(bound, ["web on fargate-1"]);
    });

    it("requests another node if none fits, and leaves the pod Pending if a new node would not fit either", async () => {
        await place(pod({ nodeSelector: { pool: "general" } }));
        assert.deepEqual(bound, ["web on i-1"]);
        await place(pod({ nodeSelector: { pool: "gpu" } }, "gpu"));
        assert.deepEqual(bound, ["web on i-1"]);
        assert.equal(statuses[0]?.conditions?.[0]?.reason, "Unschedulable");
    });

    it("leaves a Fargate pod Pending with a reason if it cannot get a node, even if other nodes fit", async () => {
        podNodes = { ...podNodes, own: () => Promise.reject(new Error("no node can join")) };
        await place(pod());
        assert.deepEqual(bound, []);
        assert.equal(
            statuses[0]?.conditions?.[0]?.message,
            "0/1 nodes are available: no node can join",
        );
    });

    it("keeps pods off nodes whose taints they don't tolerate", async () => {
        nodes = [
            {
                metadata: { name: "fargate-1" },
                spec: { taints: [{ key: "compute", value: "fargate", effect: "NoSchedule" }] },
            },
        ];
        const tolerating = (toleration: object): V1Pod =>
            pod({ tolerations: [toleration] }, "tolerating");
        podNodes = { ...podNodes, another: () => Promise.resolve(undefined) };
        await place(pod());
        await place(tolerating({ key: "compute", value: "other" }));
        await place(tolerating({ key: "compute", operator: "Exists", effect: "NoExecute" }));
        assert.deepEqual(bound, []);
        await place(tolerating({ key: "compute", value: "fargate" }));
        await place(tolerating({ operator: "Exists" }));
        assert.deepEqual(bound, ["tolerating on fargate-1", "tolerating on fargate-1"]);
    });

    it("binds a pod once, however often it is seen, and reports a pod that was deleted meanwhile", async () => {
        const one = pod();
        const made = await place(one, one, one);
        assert.deepEqual(bound, ["web on a"]);
        made.forget(one);
        assert.equal(asked.at(-1), "gone web");
    });
});
