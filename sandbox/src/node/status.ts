import type {
    V1ContainerState,
    V1ContainerStatus,
    V1Pod,
    V1PodCondition,
    V1PodStatus,
} from "@kubernetes/client-node";
import { restarts } from "./restart";

/** What is known of one container. */
export interface ContainerView {
    readonly state: V1ContainerState;
    readonly lastState?: V1ContainerState;
    readonly restartCount: number;
    readonly ready: boolean;
    readonly started: boolean;
}

/** What is known of a pod's containers, by name. */
export type ContainerViews = ReadonlyMap<string, ContainerView>;

/**
 * The address every pod reports. Endpoints may not hold loopback addresses, so it is one reserved for documentation
 * (RFC 5737), which no host can have; Services are reached on 127.0.0.1 through /etc/hosts.
 */
export const podAddress = "192.0.2.1";

const waitingToStart: ContainerView = {
    state: { waiting: { reason: "PodInitializing" } },
    restartCount: 0,
    ready: false,
    started: false,
};

function containerStatus(
    name: string,
    image: string | undefined,
    view: ContainerView,
): V1ContainerStatus {
    return {
        name,
        image: image ?? "",
        imageID: "",
        state: view.state,
        lastState: view.lastState ?? {},
        restartCount: view.restartCount,
        ready: view.ready,
        started: view.started,
    };
}

/** The phase by the kubelet's rule: Pending until initialized, then by how containers exited. */
function phase(pod: V1Pod, initialized: boolean, views: readonly ContainerView[]): string {
    const policy = pod.spec?.restartPolicy;
    if (!initialized) {
        return "Pending";
    }
    const codes = views.map((view) => view.state.terminated?.exitCode);
    if (codes.every((code) => code !== undefined && !restarts(policy, code))) {
        return codes.every((code) => code === 0) ? "Succeeded" : "Failed";
    }
    const everStarted = views.some(
        ({ state, lastState }) => state.waiting === undefined || lastState,
    );
    return everStarted ? "Running" : "Pending";
}

function condition(
    pod: V1Pod,
    now: Date,
    type: string,
    holds: boolean,
    reason?: string,
): V1PodCondition {
    const status = holds ? "True" : "False";
    const before = pod.status?.conditions?.find((other) => other.type === type);
    return {
        type,
        status,
        lastTransitionTime:
            before?.status === status && before.lastTransitionTime !== undefined
                ? before.lastTransitionTime
                : now,
        ...(holds || reason === undefined ? {} : { reason }),
    };
}

/**
 * The status of a pod on its node.
 *
 * @param pod as last seen, for the times of unchanged conditions
 * @param initialized whether all init containers have done their part
 * @param failure set when an init container failed for good
 * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
 */
export function podStatus(
    pod: V1Pod,
    views: ContainerViews,
    initialized: boolean,
    now: Date,
    failure = false,
): V1PodStatus {
    const containers = pod.spec?.containers ?? [];
    const initContainers = pod.spec?.initContainers ?? [];
    const of = (name: string): ContainerView => views.get(name) ?? waitingToStart;
    const current = failure
        ? "Failed"
        : phase(
              pod,
              initialized,
              containers.map(({ name }) => of(name)),
          );
    const gates = pod.spec?.readinessGates ?? [];
    const gatesOpen = gates.every(({ conditionType }) =>
        pod.status?.conditions?.some((c) => c.type === conditionType && c.status === "True"),
    );
    const ready = current === "Running" && containers.every(({ name }) => of(name).ready);
    const why = current === "Succeeded" ? "PodCompleted" : "ContainersNotReady";
    return {
        phase: current,
        hostIP: podAddress,
        hostIPs: [{ ip: podAddress }],
        podIP: podAddress,
        podIPs: [{ ip: podAddress }],
        startTime: pod.status?.startTime ?? now,
        conditions: [
            condition(pod, now, "PodScheduled", true),
            condition(pod, now, "Initialized", initialized, "ContainersNotInitialized"),
            condition(pod, now, "ContainersReady", ready, why),
            condition(pod, now, "Ready", ready && gatesOpen, why),
        ],
        ...(initContainers.length === 0
            ? {}
            : {
                  initContainerStatuses: initContainers.map(({ name, image }) =>
                      containerStatus(name, image, of(name)),
                  ),
              }),
        containerStatuses: containers.map(({ name, image }) =>
            containerStatus(name, image, of(name)),
        ),
    };
}

/** The views of a pod without processes: every container is running and ready, init containers are done. */
export function standInViews(pod: V1Pod, now: Date): ContainerViews {
    const running: ContainerView = {
        state: { running: { startedAt: pod.status?.startTime ?? now } },
        restartCount: 0,
        ready: true,
        started: true,
    };
    const done: ContainerView = {
        state: {
            terminated: { exitCode: 0, reason: "Completed", startedAt: now, finishedAt: now },
        },
        restartCount: 0,
        ready: true,
        started: false,
    };
    return new Map([
        ...(pod.spec?.initContainers ?? []).map(
            ({ name, restartPolicy }) =>
                [name, restartPolicy === "Always" ? running : done] as const,
        ),
        ...(pod.spec?.containers ?? []).map(({ name }) => [name, running] as const),
    ]);
}
