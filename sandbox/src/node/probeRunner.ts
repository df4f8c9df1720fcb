import { execFile } from "node:child_process";
import * as http from "node:http";
import * as https from "node:https";
import * as net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
    afterResult,
    newProbeState,
    nextDelay,
    type ProbeCheck,
    type ProbeState,
    type ProbeTiming,
} from "./probes";

/** The container a probe runs against. */
export interface ProbedContainer {
    /** First process, for exec; undefined when there is none. */
    initPid(): number | undefined;
}

function askHttp(check: ProbeCheck & { kind: "http" }, timeout: number): Promise<boolean> {
    return new Promise((resolve) => {
        // The kubelet doesn't verify a pod's certificate either.
        const options = {
            host: "127.0.0.1",
            port: check.port,
            path: check.path,
            headers: { "user-agent": "kube-probe/1.36", ...check.headers },
            timeout,
            agent: false,
            rejectUnauthorized: false,
        };
        const request = (check.scheme === "https" ? https : http).get(options, (response) => {
            const status = response.statusCode ?? 0;
            response.destroy();
            resolve(status >= 200 && status < 400);
        });
        request.once("timeout", () => request.destroy());
        request.once("error", () => {
            resolve(false);
        });
    });
}

function askTcp(port: number, timeout: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = net.connect({ host: "127.0.0.1", port, timeout });
        const end = (result: boolean) => (): void => {
            socket.destroy();
            resolve(result);
        };
        socket.once("connect", end(true));
        socket.once("timeout", end(false));
        socket.once("error", end(false));
    });
}

function askExec(
    command: readonly string[],
    container: ProbedContainer,
    timeout: number,
): Promise<boolean> {
    const pid = container.initPid();
    if (pid === undefined) {
        return Promise.resolve(false);
    }
    const enter = ["--target", String(pid), "--mount", "--pid", "--root", "--wd", "--"];
    return new Promise((resolve) => {
        execFile("nsenter", [...enter, ...command], { timeout, killSignal: "SIGKILL" }, (error) => {
            resolve(error === null);
        });
    });
}

/** Asks once. Never rejects. */
export function ask(
    check: ProbeCheck,
    timeout: number,
    container: ProbedContainer,
): Promise<boolean> {
    switch (check.kind) {
        case "http":
            return askHttp(check, timeout);
        case "tcp":
            return askTcp(check.port, timeout);
        case "exec":
            return askExec(check.command, container, timeout);
    }
}

/** Probes repeatedly until aborted, and reports each change of state. */
export async function runProbe(
    kind: "readiness" | "liveness" | "startup",
    check: ProbeCheck,
    timing: ProbeTiming,
    container: ProbedContainer,
    onState: (state: ProbeState) => void,
    signal: AbortSignal,
): Promise<void> {
    let state = newProbeState(kind);
    for (let asked = 0; !signal.aborted; asked++) {
        try {
            await sleep(nextDelay(kind, state, timing, asked), undefined, { signal });
        } catch {
            return;
        }
        const success = await ask(check, timing.timeout, container);
        if (signal.aborted) {
            return;
        }
        state = afterResult(state, success, timing);
        onState(state);
    }
}
