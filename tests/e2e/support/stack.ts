/** A stack in a test's sandbox: its configuration, Pulumi commands, and their results. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { stringify } from "yaml";

import type { Session } from "./session";
import { changeLines, changesOf, stepsOf, type Step } from "./steps";

/** Configuration by key without the project's prefix, as in a stack file. */
export type StackConfig = Readonly<Record<string, unknown>>;

export interface StackOptions {
    /** Program to run. @default the product's */
    readonly program?: string;
    /** Options of the sandbox's CLI, before the command. */
    readonly options?: readonly string[];
}

/** Result of a Pulumi command. */
export interface Run {
    readonly code: number;
    /** stdout and stderr. */
    readonly output: string;
    /** Every step, in order: planned ones for a preview, otherwise executed ones. */
    readonly steps: readonly Step[];
    /** Steps that change something. */
    readonly changes: readonly Step[];
    /** A resource of the state, with decrypted secrets. */
    readonly lines: readonly string[];
}

/** A resource of the state, secrets readable. */
export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly parent?: string;
    readonly provider?: string;
    readonly protect?: boolean;
    readonly dependencies?: readonly string[];
}

/** Key that marks a secret in the state (sdk/go/common/resource/sig). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

export class StackSession {
    /** @param name of the stack, and of its file: `Pulumi.<name>.yaml` */
    public constructor(
        private readonly session: Session,
        public readonly name: string,
        private config: StackConfig,
        private readonly given: StackOptions = {},
    ) {}

    /** Sets the configuration for subsequent commands. */
    public configure(config: StackConfig): this {
        this.config = config;
        return this;
    }

    public preview(...args: readonly string[]): Promise<Run> {
        return this.succeed("preview", ...args);
    }

    public up(...args: readonly string[]): Promise<Run> {
        return this.succeed("up", ...args);
    }

    public refresh(...args: readonly string[]): Promise<Run> {
        return this.succeed("refresh", ...args);
    }

    public destroy(...args: readonly string[]): Promise<Run> {
        return this.succeed("destroy", ...args);
    }

    /** Runs a command, whether it succeeds or fails. */
    public async attempt(
        command: "preview" | "up" | "refresh" | "destroy",
        ...args: readonly string[]
    ): Promise<Run> {
        const directory = await this.scratch();
        try {
            const log = path.join(directory, "events.jsonl");
            const previews = command === "preview" || args.includes("--preview-only");
            const unattended = previews ? [] : ["--yes", "--skip-preview"];
            const { code, output } = await this.session.run(
                ...(await this.options()),
                ...["pulumi", command, ...unattended, `--event-log=${log}`, ...args],
            );
            const events = await readFile(log, "utf8").catch(() => "");
            const steps = stepsOf(events, command === "preview" ? "preview" : "update");
            return { code, output, steps, changes: changesOf(steps), lines: changeLines(steps) };
        } finally {
            await rm(directory, { recursive: true, force: true });
        }
    }

    /** Runs any other Pulumi command on the stack. @returns its output */
    public async pulumi(...args: readonly string[]): Promise<string> {
        return this.session.succeed(...(await this.options()), "pulumi", ...args);
    }

    /** Sets a secret configuration key, as an operator would. */
    public async setSecret(key: string, value: string): Promise<void> {
        await this.pulumi("config", "set", "--secret", key, value);
    }

    /** The state as `pulumi stack export` prints it. @param secrets `shown` decrypts them */
    public exported(secrets: "encrypted" | "shown"): Promise<string> {
        const shown = secrets === "shown" ? ["--show-secrets"] : [];
        return this.session.pulumi(this.name, "stack", "export", ...shown);
    }

    /** The resources of the state; secrets are plain values. */
    public async resources(): Promise<readonly StateResource[]> {
        const state = JSON.parse(await this.exported("shown")) as {
            readonly deployment: { readonly resources?: readonly StateResource[] };
        };
        return revealed(state.deployment.resources ?? []) as readonly StateResource[];
    }

    /** The only resource of a type with this logical name. @throws Error if there is none */
    public async resource(type: string, name: string): Promise<StateResource> {
        const found = (await this.resources()).find(
            (resource) => resource.type === type && resource.urn.endsWith(`::${name}`),
        );
        if (found === undefined) {
            throw new Error(`stack ${this.name} has no ${type} named ${name}`);
        }
        return found;
    }

    /** The stack's outputs; secrets are plain values. */
    public async outputs<T = Readonly<Record<string, unknown>>>(): Promise<T> {
        const stack = (await this.resources()).find(({ type }) => type === "pulumi:pulumi:Stack");
        return (stack?.outputs ?? {}) as T;
    }

    /** Options that name this stack, for commands of the sandbox's CLI. Writes the stack file. */
    public async options(): Promise<readonly string[]> {
        await mkdir(this.session.files, { recursive: true });
        const file = path.join(this.session.files, `Pulumi.${this.name}.yaml`);
        const config = Object.fromEntries(
            Object.entries(this.config).map(([key, value]) => [`eks-gitops-fleet:${key}`, value]),
        );
        await writeFile(file, stringify({ config }));
        return [
            `--stack-file=${file}`,
            ...(this.given.program === undefined ? [] : [`--program=${this.given.program}`]),
            ...(this.given.options ?? []),
        ];
    }

    private async scratch(): Promise<string> {
        await mkdir(this.session.files, { recursive: true });
        return mkdtemp(path.join(this.session.files, "run-"));
    }

    private async succeed(
        command: "preview" | "up" | "refresh" | "destroy",
        ...args: readonly string[]
    ): Promise<Run> {
        const run = await this.attempt(command, ...args);
        if (run.code !== 0) {
            throw new Error(
                `pulumi ${command} of ${this.name} ended with ${run.code}:\n${run.output}`,
            );
        }
        return run;
    }
}

/** A value of the state with decrypted secrets instead of their envelopes. */
function revealed(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(revealed);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    if (SIGNATURE in value && "plaintext" in value) {
        return revealed(JSON.parse(String(value.plaintext)));
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]));
}
