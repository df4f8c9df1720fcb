import type { V1Pod, V1PodStatus } from "@kubernetes/client-node";
import * as assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { RunnableImage } from "../../src/node/images";
import type { ClusterApi } from "../../src/node/kubernetes";
import { podEntry, type PodEntry } from "../../src/node/podEntry";
import { programDirectories } from "../../src/node/programs";
import { canMakeNamespaces } from "./namespaces";

const shell: RunnableImage = {
    name: "shell",
    files: { shell: "/bin/sh" },
    links: {},
    environment: {},
    workingDirectory: "/",
    argv: (command, args) => ["shell", ...command, ...args],
};

describe("pod on the node agent", () => {
    let directory: string;
    let statuses: V1PodStatus[];
    let removed: string[];
    let entry: PodEntry | undefined;
    let successor: boolean;

    const api: ClusterApi = {
        watch: () => Promise.reject(new Error("not watched here")),
        configMap: () => Promise.resolve({ data: { greeting: "hello" } }),
        secret: () => Promise.resolve(undefined),
        token: (_pod, audience) =>
            Promise.resolve({
                token: `for ${audience ?? "api"}`,
                expiresAt: Date.now() + 3600_000,
            }),
        bind: () => Promise.resolve(),
        patchStatus: (_pod, status) => {
            statuses.push(status);
            return Promise.resolve(true);
        },
        remove: ({ metadata }) => {
            removed.push(metadata?.name ?? "");
            return Promise.resolve();
        },
    };

    async function take(pod: V1Pod): Promise<PodEntry> {
        const images = { shell };
        entry = podEntry(pod, {
            api,
            images,
            node: { apiServerPort: 6443, proxyUrl: "http://127.0.0.1:1" },
            caBundle: __filename,
            podsDirectory: directory,
            programs: await programDirectories(path.join(directory, "images"), images),
            sources: {
                ready: () => Promise.resolve(),
                services: () => [],
                stop: () => Promise.resolve(),
            },
            hasSuccessor: () => successor,
            endPredecessors: () => Promise.resolve(),
            log: () => undefined,
        });
        return entry;
    }

    async function until(condition: () => boolean): Promise<void> {
        for (let i = 0; i < 250 && !condition(); i++) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        assert.ok(condition(), JSON.stringify(statuses.at(-1)));
    }

    const pod = (image: string, more: Partial<NonNullable<V1Pod["spec"]>> = {}): V1Pod => ({
        metadata: { namespace: "shop", name: "web", uid: "u1" },
        spec: { containers: [{ name: "main", image, command: ["-c", "sleep 100"] }], ...more },
    });
    const logOf = (container: string): Promise<string> =>
        readFile(path.join(directory, "u1", container, "log"), "utf8");
    const phase = (): string | undefined => statuses.at(-1)?.phase;

    beforeEach(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "pods-"));
        statuses = [];
        removed = [];
        successor = false;
    });
    afterEach(async () => {
        await entry?.stop();
        entry = undefined;
        await rm(directory, { recursive: true });
    });

    it("a pod with an unknown image is a stand-in: Running, Ready, without a process", async () => {
        const taken = await take(pod("nginx:1"));
        await until(() => phase() === "Running");
        const { kind, pids, ready } = taken.report();
        assert.deepEqual({ kind, pids, ready }, { kind: "standIn", pids: [], ready: true });
    });

    it("removes a deleted stand-in from the API once", async () => {
        const taken = await take(pod("nginx:1"));
        const leaving = pod("nginx:1");
        leaving.metadata = { ...leaving.metadata, deletionTimestamp: new Date() };
        taken.see(leaving);
        taken.see(leaving);
        await until(() => removed.length > 0);
        assert.deepEqual(removed, ["web"]);
    });

    describe("that really runs", () => {
        before(function () {
            if (!canMakeNamespaces()) {
                this.skip();
            }
        });

        it("runs init containers in order, then its containers, to the end", async () => {
            const say = (name: string): { name: string; image: string; command: string[] } => ({
                name,
                image: "x/shell:1",
                command: ["-c", `echo ${name} >> /shared/order`],
            });
            const volumeMounts = [{ name: "shared", mountPath: "/shared" }];
            await take(
                pod("shell", {
                    restartPolicy: "Never",
                    volumes: [{ name: "shared", emptyDir: {} }],
                    initContainers: [
                        { ...say("one"), volumeMounts },
                        { ...say("two"), volumeMounts },
                    ],
                    containers: [
                        {
                            ...say("main"),
                            command: ["-c", "cat /shared/order"],
                            volumeMounts,
                        },
                    ],
                }),
            );
            await until(() => phase() === "Succeeded");
            assert.equal(await logOf("main"), "one\ntwo\n");
        });

        it("sees ConfigMaps and tokens as files and records its environment", async () => {
            const volumes = [
                { name: "settings", configMap: { name: "settings" } },
                {
                    name: "token",
                    projected: {
                        sources: [
                            { serviceAccountToken: { path: "t", audience: "sts.amazonaws.com" } },
                        ],
                    },
                },
            ];
            const main = {
                name: "main",
                image: "shell",
                command: ["-c", "cat /etc/settings/greeting /token/t; echo $A; id -u"],
                env: [{ name: "A", value: "a" }],
                volumeMounts: [
                    { name: "settings", mountPath: "/etc/settings" },
                    { name: "token", mountPath: "/token/t", subPath: "t" },
                ],
            };
            await take(pod("", { restartPolicy: "Never", volumes, containers: [main] }));
            await until(() => phase() === "Succeeded");
            assert.equal(await logOf("main"), "hellofor sts.amazonaws.coma\n0\n");
            const file = path.join(directory, "u1", "main", "env.json");
            const environment = JSON.parse(await readFile(file, "utf8")) as Record<string, string>;
            assert.equal(environment.A, "a");
            assert.equal(environment.HTTPS_PROXY, "http://127.0.0.1:1");
        });

        it("a failing init container of a pod that isn't restarted fails the pod", async () => {
            const initContainers = [{ name: "i", image: "shell", command: ["-c", "exit 4"] }];
            await take(pod("shell", { restartPolicy: "Never", initContainers }));
            await until(() => phase() === "Failed");
            const state = statuses.at(-1)?.initContainerStatuses?.[0]?.state;
            assert.equal(state?.terminated?.exitCode, 4);
        });

        it("a container without its Secret waits and says what is missing", async () => {
            const valueFrom = { secretKeyRef: { name: "login", key: "k" } };
            const main = { name: "main", image: "shell", env: [{ name: "S", valueFrom }] };
            await take(pod("", { containers: [main] }));
            await until(() => {
                const waiting = statuses.at(-1)?.containerStatuses?.[0]?.state?.waiting;
                return waiting?.reason === "CreateContainerConfigError";
            });
        });

        it("a crash is counted and the container started again", async () => {
            const main = { name: "main", image: "shell", command: ["-c", "exit 1"] };
            const taken = await take(pod("", { containers: [main] }));
            await until(() => taken.report().restarts >= 2);
            const status = statuses.at(-1)?.containerStatuses?.[0];
            assert.equal(status?.lastState?.terminated?.exitCode, 1);
        });

        it("a failing liveness probe restarts the container", async () => {
            const livenessProbe = {
                exec: { command: ["false"] },
                periodSeconds: 1,
                failureThreshold: 1,
            };
            const command = ["-c", "sleep 100"];
            const main = { name: "main", image: "shell", command, livenessProbe };
            const taken = await take(pod("", { containers: [main] }));
            await until(() => taken.report().restarts >= 1);
        });

        it("deletion ends its processes and removes its files", async () => {
            const taken = await take(pod("shell"));
            await until(() => taken.report().pids.length > 0);
            const [pid] = taken.report().pids;
            const leaving = pod("shell");
            leaving.metadata = {
                ...leaving.metadata,
                deletionTimestamp: new Date(),
                deletionGracePeriodSeconds: 1,
            };
            taken.see(leaving);
            await until(() => removed.length > 0);
            assert.throws(() => process.kill(pid ?? 0, 0), /ESRCH/);
            assert.equal(existsSync(path.join(directory, "u1")), false);
        });

        it("stops for its successor and restarts when the successor is deleted", async () => {
            const taken = await take(pod("shell"));
            await until(() => taken.report().ready);
            successor = true;
            await taken.yield();
            await until(() => phase() === "Running" && !taken.report().ready);
            taken.see(pod("shell"));
            assert.deepEqual(taken.report().pids, []);
            successor = false;
            taken.see(pod("shell"));
            await until(() => taken.report().ready);
        });
    });
});
