/** aws-iam-authenticator of one cluster: started, and started again when another authentication mode holds. */
import { readFile, writeFile } from "node:fs/promises";

import type { ClusterSpec } from "../aws/contract";
import { describeExit, type ProcessState, type Supervised } from "../processes";
import { authenticatorConfig, type ClusterPorts } from "./commands";
import { isHealthy } from "./https";
import type { ClusterFiles } from "./layout";

export interface AuthenticatorOptions {
    readonly spec: ClusterSpec;
    readonly files: ClusterFiles;
    readonly ports: ClusterPorts;
    /** Starts the making of its certificate and of the API server's kubeconfig for it. */
    readonly init: () => Supervised;
    /** Starts its server. */
    readonly serve: () => Supervised;
}

/** A busy machine takes half a minute for what an idle one does in a second. */
const readyTimeoutMs = 120_000;
const initTimeoutMs = 30_000;

/** Its methods are called one after another. */
export class Authenticator {
    private process: Supervised | undefined;
    private awsAuth: boolean;

    public constructor(private readonly options: AuthenticatorOptions) {
        this.awsAuth = options.spec.awsAuth;
    }

    /** Its process, if it runs. */
    public states(): readonly ProcessState[] {
        return this.process === undefined ? [] : [this.process.state()];
    }

    /** What the API server needs before it starts. */
    public async init(): Promise<void> {
        const init = this.options.init();
        const exit = await init.finished(initTimeoutMs).catch(async (error: unknown) => {
            await init.stop();
            throw error;
        });
        if (exit.code !== 0) {
            throw init.error(`could not initialize (${describeExit(exit)})`);
        }
    }

    /** Starts the server; resolves when it answers. */
    public async start(): Promise<void> {
        const { files, ports, serve } = this.options;
        this.process = serve();
        const ca = await readFile(files.authenticatorCertificate, "utf8");
        await this.process.ready(
            () => isHealthy(ports.authenticator, "/healthz", { ca }),
            readyTimeoutMs,
        );
    }

    /** Whether it looks into aws-auth: it reads that once, when it starts. */
    public async honourAwsAuth(honoured: boolean): Promise<void> {
        if (honoured === this.awsAuth) {
            return;
        }
        const { spec, files, ports } = this.options;
        const config = authenticatorConfig({ ...spec, awsAuth: honoured }, files, ports);
        await writeFile(files.authenticatorConfig, config);
        await this.stop();
        await this.start();
        this.awsAuth = honoured;
    }

    public async stop(): Promise<void> {
        await this.process?.stop();
        this.process = undefined;
    }
}
