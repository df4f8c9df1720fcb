import type { V1Pod } from "@kubernetes/client-node";
import * as assert from "node:assert/strict";
import {
    afterResult,
    newProbeState,
    nextDelay,
    probeCheck,
    probeTiming,
} from "../../src/node/probes";
import { crashesAfter, restartDelay, restarts } from "../../src/node/restart";
import { type ContainerView, podStatus, standInViews } from "../../src/node/status";
import { unschedulable } from "../../src/node/unschedulable";

const now = new Date("2024-01-01T00:00:00Z");
const view = (more: Partial<ContainerView> = {}): ContainerView => ({
    state: { running: { startedAt: now } },
    restartCount: 0,
    ready: true,
    started: true,
    ...more,
});
const ended = (exitCode: number): Partial<ContainerView> => ({
    state: { terminated: { exitCode } },
    ready: false,
});

describe("status of a pod", () => {
    const phaseOf = (
        restartPolicy: string,
        views: readonly Partial<ContainerView>[],
        initialized = true,
    ): string | undefined => {
        const containers = views.map((_, index) => ({ name: String(index) }));
        const map = new Map(views.map((more, index) => [String(index), view(more)]));
        return podStatus({ spec: { containers, restartPolicy } }, map, initialized, now).phase;
    };

    it("is Pending until initialized and started", () => {
        assert.equal(phaseOf("Always", [{}], false), "Pending");
        assert.equal(phaseOf("Always", [{ state: { waiting: {} } }]), "Pending");
    });

    it("is Succeeded or Failed only when no container will be started again", () => {
        assert.equal(phaseOf("Never", [ended(0), ended(0)]), "Succeeded");
        assert.equal(phaseOf("Never", [ended(0), ended(1)]), "Failed");
        assert.equal(phaseOf("OnFailure", [ended(1)]), "Running");
        assert.equal(phaseOf("Always", [ended(0)]), "Running");
        assert.equal(phaseOf("Never", [ended(0), {}]), "Running");
    });

    const ready = (pod: V1Pod, views: ReadonlyMap<string, ContainerView>): string | undefined =>
        podStatus(pod, views, true, now).conditions?.find(({ type }) => type === "Ready")?.status;

    it("is Ready when every container is and every readiness gate is open", () => {
        const pod: V1Pod = { spec: { containers: [{ name: "a" }, { name: "b" }] } };
        const both = new Map([
            ["a", view()],
            ["b", view()],
        ]);
        assert.equal(ready(pod, both), "True");
        assert.equal(ready(pod, new Map([...both, ["b", view({ ready: false })]])), "False");
        const gated: V1Pod = {
            spec: { containers: [{ name: "a" }], readinessGates: [{ conditionType: "x" }] },
        };
        assert.equal(ready(gated, both), "False");
    });

    it("keeps the time of a condition that didn't change", () => {
        const earlier = new Date("2023-01-01T00:00:00Z");
        const pod: V1Pod = {
            spec: { containers: [{ name: "a" }] },
            status: {
                conditions: [
                    { type: "Ready", status: "True", lastTransitionTime: earlier },
                    { type: "Initialized", status: "False", lastTransitionTime: earlier },
                ],
            },
        };
        const { conditions } = podStatus(pod, new Map([["a", view()]]), true, now);
        const time = (type: string): Date | undefined =>
            conditions?.find((condition) => condition.type === type)?.lastTransitionTime;
        assert.equal(time("Ready"), earlier);
        assert.equal(time("Initialized"), now);
    });

    it("an address in it may stand in Endpoints: it isn't a loopback address", () => {
        const { podIP } = podStatus({ spec: { containers: [] } }, new Map(), true, now);
        assert.doesNotMatch(podIP ?? "", /^127\./);
    });

    it("a stand-in is Running and Ready, its init containers done", () => {
        const pod: V1Pod = {
            spec: { initContainers: [{ name: "i" }], containers: [{ name: "a" }] },
        };
        const status = podStatus(pod, standInViews(pod, now), true, now);
        assert.equal(status.phase, "Running");
        assert.equal(ready(pod, standInViews(pod, now)), "True");
        assert.equal(status.initContainerStatuses?.[0]?.state?.terminated?.exitCode, 0);
    });

    it("reports a missing node once", () => {
        const pod: V1Pod = { spec: { containers: [] } };
        const status = unschedulable(pod, 0, now);
        assert.equal(status?.conditions?.[0]?.reason, "Unschedulable");
        assert.equal(unschedulable({ ...pod, ...{ status: status ?? {} } }, 0, now), undefined);
        assert.notEqual(unschedulable({ ...pod, ...{ status: status ?? {} } }, 1, now), undefined);
    });
});

describe("restarts", () => {
    it("follow the pod's policy", () => {
        assert.deepEqual([restarts(undefined, 0), restarts("Always", 0)], [true, true]);
        assert.deepEqual([restarts("OnFailure", 0), restarts("OnFailure", 1)], [false, true]);
        assert.deepEqual([restarts("Never", 0), restarts("Never", 1)], [false, false]);
    });

    it("happen at once, then after delays that double up to 30 seconds", () => {
        assert.deepEqual([1, 2, 3, 4].map(restartDelay), [0, 500, 1000, 2000]);
        assert.equal(restartDelay(100), 30_000);
    });

    it("reset their delay after a long run", () => {
        assert.equal(crashesAfter(5, 59_999), 6);
        assert.equal(crashesAfter(5, 60_000), 1);
    });
});

describe("probes", () => {
    const timing = probeTiming({
        initialDelaySeconds: 30,
        failureThreshold: 2,
        successThreshold: 2,
    });

    it("turn only after a whole row of equal results", () => {
        let state = newProbeState("readiness");
        const after = (success: boolean): boolean => {
            state = afterResult(state, success, timing);
            return state.healthy;
        };
        assert.deepEqual([true, false, true, true, false, true, false, false].map(after), [
            false,
            false,
            false,
            true,
            true,
            true,
            true,
            false,
        ]);
    });

    it("liveness begins healthy and needs its threshold of failures", () => {
        const first = afterResult(newProbeState("liveness"), false, timing);
        assert.equal(first.healthy, true);
        assert.equal(afterResult(first, false, timing).healthy, false);
    });

    it("readiness is asked often until its first success, then by its period", () => {
        const fresh = newProbeState("readiness");
        assert.equal(nextDelay("readiness", fresh, timing, 0), 200);
        assert.equal(nextDelay("readiness", { ...fresh, succeeded: true }, timing, 3), 10_000);
    });

    it("liveness keeps to its initial delay and period", () => {
        const fresh = newProbeState("liveness");
        assert.equal(nextDelay("liveness", fresh, timing, 0), 30_000);
        assert.equal(nextDelay("liveness", fresh, timing, 1), 10_000);
    });

    it("ask the named port where it really is, with the scheme the pod says", () => {
        const container = { name: "c", ports: [{ name: "web", containerPort: 80 }] };
        const moved = (port: number): number => port + 1;
        const check = probeCheck(
            container,
            { httpGet: { port: "web", path: "/ok", scheme: "HTTPS" } },
            moved,
        );
        assert.deepEqual(check, {
            kind: "http",
            scheme: "https",
            port: 81,
            path: "/ok",
            headers: {},
        });
        assert.deepEqual(probeCheck(container, { tcpSocket: { port: 5 } }, moved), {
            kind: "tcp",
            port: 6,
        });
        assert.throws(() => probeCheck(container, { tcpSocket: { port: "x" } }, moved), /no port/);
        assert.throws(
            () => probeCheck(container, { grpc: { port: 5 } }, moved),
            /does not support/,
        );
    });
});
