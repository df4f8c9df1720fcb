/** The etcd all clusters share, each under its own prefix. */
import { mkdir, rm } from "node:fs/promises";
import * as path from "node:path";

import { Supervised, type ProcessState } from "../processes";
import { etcdArguments, etcdPrefix } from "./commands";
import type { PortPool } from "./ports";

const readyTimeoutMs = 30_000;

/** A running etcd. */
export class Etcd {
    private constructor(
        private readonly supervised: Supervised,
        public readonly url: string,
    ) {}

    /** Starts an empty one; data of an earlier run is removed. */
    public static async start(
        command: string,
        directory: string,
        logFile: string,
        ports: PortPool,
    ): Promise<Etcd> {
        await rm(directory, { recursive: true, force: true });
        await mkdir(directory, { recursive: true, mode: 0o700 });
        const [clientPort, peerPort] = (await ports.take(2)) as [number, number];
        const supervised = new Supervised({
            name: "etcd",
            command,
            args: etcdArguments(path.join(directory, "data"), clientPort, peerPort),
            env: {},
            cwd: directory,
            logFile,
            restart: true,
        });
        const etcd = new Etcd(supervised, `http://127.0.0.1:${clientPort}`);
        try {
            await supervised.ready(
                async () => (await fetch(`${etcd.url}/health`)).ok,
                readyTimeoutMs,
            );
        } catch (error) {
            await supervised.stop();
            throw error;
        }
        return etcd;
    }

    /** Deletes everything a cluster stored. */
    public async deleteCluster(id: string): Promise<void> {
        const prefix = `${etcdPrefix(id)}/`;
        // The end of a range is exclusive; "0" is the character behind "/".
        const end = prefix.replace(/\/$/, "0");
        const answer = await fetch(`${this.url}/v3/kv/deleterange`, {
            method: "POST",
            body: JSON.stringify({ key: base64(prefix), range_end: base64(end) }),
        });
        if (!answer.ok) {
            throw new Error(`etcd answers ${answer.status}: ${await answer.text()}`);
        }
    }

    public state(): ProcessState {
        return this.supervised.state();
    }

    public async stop(): Promise<void> {
        await this.supervised.stop();
    }
}

function base64(text: string): string {
    return Buffer.from(text, "utf8").toString("base64");
}
