import type { V1Container, V1Probe } from "@kubernetes/client-node";

/** A probe with the API's defaults filled in; times in milliseconds. */
export interface ProbeTiming {
    readonly initialDelay: number;
    readonly period: number;
    readonly timeout: number;
    readonly failureThreshold: number;
    readonly successThreshold: number;
}

/** Results of a probe so far. `healthy` changes only after a whole row of equal results. */
export interface ProbeState {
    readonly healthy: boolean;
    /** Whether it ever succeeded. */
    readonly succeeded: boolean;
    readonly row: { readonly success: boolean; readonly length: number };
}

/** What a probe asks. */
export type ProbeCheck =
    | {
          readonly kind: "http";
          readonly scheme: "http" | "https";
          readonly port: number;
          readonly path: string;
          readonly headers: Readonly<Record<string, string>>;
      }
    | { readonly kind: "tcp"; readonly port: number }
    | { readonly kind: "exec"; readonly command: readonly string[] };

/** How often readiness and startup are asked until their first success, so that a quick start is seen quickly. */
const eagerPeriod = 200;

/** Timing of a probe. @see https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/ */
export function probeTiming(probe: V1Probe): ProbeTiming {
    return {
        initialDelay: (probe.initialDelaySeconds ?? 0) * 1000,
        period: (probe.periodSeconds ?? 10) * 1000,
        timeout: (probe.timeoutSeconds ?? 1) * 1000,
        failureThreshold: probe.failureThreshold ?? 3,
        successThreshold: probe.successThreshold ?? 1,
    };
}

/** A probe's state before its first result. */
export function newProbeState(kind: "readiness" | "liveness" | "startup"): ProbeState {
    return {
        healthy: kind === "liveness",
        succeeded: false,
        row: { success: kind === "liveness", length: 0 },
    };
}

/** The state after one more result. */
export function afterResult(state: ProbeState, success: boolean, timing: ProbeTiming): ProbeState {
    const length = state.row.success === success ? state.row.length + 1 : 1;
    const threshold = success ? timing.successThreshold : timing.failureThreshold;
    return {
        healthy: length >= threshold ? success : state.healthy,
        succeeded: state.succeeded || success,
        row: { success, length },
    };
}

/**
 * Milliseconds until the next question. Readiness and startup don't wait for `initialDelaySeconds` and are asked more often
 * than `periodSeconds` until the first success: being early costs nothing there. Liveness keeps to both.
 *
 * @param asked how often the probe was asked since the container's start
 */
export function nextDelay(
    kind: "readiness" | "liveness" | "startup",
    state: ProbeState,
    timing: ProbeTiming,
    asked: number,
): number {
    if (kind !== "liveness" && !state.succeeded) {
        return Math.min(eagerPeriod, timing.period);
    }
    return asked === 0 ? timing.initialDelay : timing.period;
}

function portNumber(container: V1Container, port: number | string): number {
    if (typeof port === "number") {
        return port;
    }
    const named = container.ports?.find(({ name }) => name === port)?.containerPort;
    if (named === undefined) {
        throw new Error(`probe of ${container.name}: no port is named ${JSON.stringify(port)}`);
    }
    return named;
}

/**
 * What a container's probe asks.
 *
 * @param moved where a declared port is really found
 * @throws Error for kinds of probes that aren't implemented (gRPC), and unknown port names
 */
export function probeCheck(
    container: V1Container,
    probe: V1Probe,
    moved: (port: number) => number,
): ProbeCheck {
    const { httpGet, tcpSocket, exec } = probe;
    if (httpGet !== undefined) {
        return {
            kind: "http",
            scheme: httpGet.scheme === "HTTPS" ? "https" : "http",
            port: moved(portNumber(container, httpGet.port)),
            path: httpGet.path ?? "/",
            headers: Object.fromEntries(
                (httpGet.httpHeaders ?? []).map(({ name, value }) => [name, value]),
            ),
        };
    }
    if (tcpSocket !== undefined) {
        return { kind: "tcp", port: moved(portNumber(container, tcpSocket.port)) };
    }
    if (exec !== undefined) {
        return { kind: "exec", command: exec.command ?? [] };
    }
    throw new Error(`probe of ${container.name} has a type that the sandbox does not support`);
}
