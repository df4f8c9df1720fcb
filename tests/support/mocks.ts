/**
 * The harness of component tests: records what is registered, answers like the cloud, and rejects what it does not
 * know. It intercepts the mock monitor's requests, so parents, providers, dependencies and deletedWith are visible.
 * Mocks cannot show the children of remote components, the effects of transforms, or the engine's order of operations;
 * tests with the engine do (tests/e2e).
 */
import * as pulumi from "@pulumi/pulumi";

import { ANSWERS, referencesIn } from "./answers";

/** A registered resource. */
export interface Registered {
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    /** Inputs as the engine receives them; secrets and unknowns in their wire format. */
    readonly inputs: Record<string, unknown>;
    /** URN of the parent; empty for a resource of the stack itself. */
    readonly parent: string;
    /** `urn::id` of its provider; empty for components and the default provider. */
    readonly provider: string;
    /** `urn::id` of a component's own providers, by package. */
    readonly providers: Readonly<Record<string, string>>;
    /** Managed by a provider, in contrast to a component. */
    readonly custom: boolean;
    /** A component whose children a plugin creates. */
    readonly remote: boolean;
    /** URNs of its dependencies, by data or by dependsOn. */
    readonly dependencies: readonly string[];
    /** URN of the resource it is deleted with; empty for none. */
    readonly deletedWith: string;
    readonly ignoreChanges: readonly string[];
    /** Outputs that are always secret. */
    readonly secretOutputs: readonly string[];
    readonly deleteBeforeReplace: boolean;
    /** A change of this value replaces the resource. */
    readonly replacementTrigger: unknown;
    readonly timeouts: {
        readonly create: string;
        readonly update: string;
        readonly delete: string;
    };
    /** Transforms that the engine would apply to the resource and its children. */
    readonly transforms: readonly pulumi.ResourceTransform[];
}

/** The fields of the SDK's request that are used here. */
interface RegisterRequest {
    getName(): string;
    getType(): string;
    getParent(): string;
    getRemote(): boolean;
    getProvidersMap(): { entries(): Iterable<readonly [string, string]> };
    getDependenciesList(): readonly string[];
    getDeletedwith(): string;
    getIgnorechangesList(): readonly string[];
    getAdditionalsecretoutputsList(): readonly string[];
    getDeletebeforereplace(): boolean;
    getReplacementTrigger(): { toJavaScript(): unknown } | undefined;
    getCustomtimeouts(): { getCreate(): string; getUpdate(): string; getDelete(): string };
}

/** The part of Pulumi's mock monitor that is used here. */
interface Monitor {
    readonly resources: Map<string, { urn: string; id: string; state: unknown }>;
    registerResource(request: RegisterRequest, callback: unknown): Promise<void>;
}

const STACK_REFERENCE = "pulumi:pulumi:StackReference";

/** How a program runs. */
export interface HarnessOptions {
    /** Run as a preview: values that the cloud would add are unknown. */
    readonly preview?: boolean;
    readonly project?: string;
    /** Results of functions by token; a function that is not listed is rejected. @param provider its name */
    readonly calls?: Readonly<
        Record<
            string,
            (inputs: Record<string, unknown>, provider: string) => Record<string, unknown>
        >
    >;
    /** Outputs of other stacks by `organization/project/stack`; others are rejected. */
    readonly stacks?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

class Mocks implements pulumi.runtime.Mocks {
    public readonly resources: Registered[] = [];
    public readonly refusals: string[] = [];
    /** The request for which newResource is called in the same turn. */
    public request: RegisterRequest | undefined;
    public monitor: Monitor | undefined;

    public constructor(private readonly options: HarnessOptions) {}

    public newResource(args: pulumi.runtime.MockResourceArgs): pulumi.runtime.MockResourceResult {
        if (args.type === STACK_REFERENCE) {
            return this.referTo(args);
        }
        const inputs = args.inputs as Record<string, unknown>;
        this.resources.push(registered(args, inputs, this.request!));
        const ours = args.type.startsWith("eks-gitops-fleet:");
        const answer = ours ? () => ({}) : ANSWERS[args.type];
        if (answer === undefined) {
            throw this.refuse(`no mock for resource ${args.type} ${args.name}`);
        }
        if (this.options.preview === true) {
            // The engine knows only the inputs; values that the cloud adds are unknown.
            return { id: "", state: inputs };
        }
        const added = answer(
            args.name,
            inputs,
            accountOf(providerName(args.provider ?? ""), this.resources),
        );
        for (const urn of referencesIn(added)) {
            this.monitor!.resources.set(urn, { urn, id: "", state: {} });
        }
        return { id: args.custom ? `${args.name}-id` : "", state: { ...inputs, ...added } };
    }

    public call(args: pulumi.runtime.MockCallArgs): Record<string, unknown> {
        const answer = this.options.calls?.[args.token];
        if (answer === undefined) {
            throw this.refuse(`no mock for function ${args.token}`);
        }
        return answer(args.inputs as Record<string, unknown>, providerName(args.provider ?? ""));
    }

    /** Another stack's outputs are read, so they are known in a preview too. */
    private referTo(args: pulumi.runtime.MockResourceArgs): pulumi.runtime.MockResourceResult {
        const name = String((args.inputs as Record<string, unknown>)["name"]);
        const outputs = this.options.stacks?.[name];
        if (outputs === undefined) {
            throw this.refuse(`no mock for stack ${name}`);
        }
        return { id: name, state: { name, outputs, secretOutputNames: [] } };
    }

    private refuse(message: string): Error {
        this.refusals.push(message);
        return new Error(message);
    }
}

function registered(
    args: pulumi.runtime.MockResourceArgs,
    inputs: Record<string, unknown>,
    request: RegisterRequest,
): Registered {
    const timeouts = request.getCustomtimeouts();
    return {
        type: args.type,
        name: args.name,
        urn: urnOf(request.getParent(), args.type, args.name),
        inputs,
        parent: request.getParent(),
        provider: args.provider ?? "",
        providers: Object.fromEntries(request.getProvidersMap().entries()),
        custom: args.custom ?? false,
        remote: request.getRemote(),
        dependencies: [...request.getDependenciesList()],
        deletedWith: request.getDeletedwith(),
        ignoreChanges: [...request.getIgnorechangesList()],
        secretOutputs: [...request.getAdditionalsecretoutputsList()],
        deleteBeforeReplace: request.getDeletebeforereplace(),
        replacementTrigger: request.getReplacementTrigger()?.toJavaScript(),
        timeouts: {
            create: timeouts.getCreate(),
            update: timeouts.getUpdate(),
            delete: timeouts.getDelete(),
        },
        transforms: args.transforms ?? [],
    };
}

/** A URN as the mock monitor builds it: with the parent's type only, without further ancestors. */
function urnOf(parent: string, type: string, name: string): string {
    const parentType = parent === "" ? [] : [parent.split("::")[2]!.split("$").at(-1)!];
    return [
        `urn:pulumi:${pulumi.getStack()}`,
        pulumi.getProject(),
        [...parentType, type].join("$"),
        name,
    ].join("::");
}

/** Name of the provider behind a reference: `urn::id`. */
export function providerName(reference: string): string {
    return reference.split("::")[3] ?? "";
}

/** The only account in which an AWS provider may work; empty for other providers. */
export function accountOf(provider: string, resources: readonly Registered[]): string {
    const found = resources.find(
        ({ type, name }) => type === "pulumi:providers:aws" && name === provider,
    );
    const allowed = found?.inputs["allowedAccountIds"] as string | undefined;
    const accounts = JSON.parse(allowed ?? "[]") as string[];
    return accounts.length === 1 ? accounts[0]! : "";
}

export interface Harness {
    readonly resources: readonly Registered[];
    /** The only resource of that type and name. Fails if there is none. */
    one(type: string, name: string): Registered;
    /** Waits until every registration has arrived; fails if anything unknown was requested. */
    settle(): Promise<void>;
}

/** Installs the mocks for one test. */
export async function install(options: HarnessOptions = {}): Promise<Harness> {
    // The SDK records a stack trace for every promise, and ts-node maps each to the source: nine tenths of a test's
    // time.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    const mocks = new Mocks(options);
    await pulumi.runtime.setMocks(
        mocks,
        options.project ?? "project-under-test",
        "stack-under-test",
        options.preview,
        "organization-under-test",
    );
    const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
        mocks.request = request;
        return register(request, callback);
    };
    mocks.monitor = monitor;
    return {
        resources: mocks.resources,
        one: (type, name) => only(mocks.resources, type, name),
        settle: async () => {
            const settled = await Promise.allSettled([pulumi.runtime.disconnect()]);
            Error.stackTraceLimit = stackTraceLimit;
            if (mocks.refusals.length > 0) {
                throw new Error(mocks.refusals.join("\n"));
            }
            settled.forEach((result) => {
                if (result.status === "rejected") {
                    throw result.reason;
                }
            });
        },
    };
}

function only(resources: readonly Registered[], type: string, name: string): Registered {
    const found = resources.filter((resource) => resource.type === type && resource.name === name);
    if (found.length !== 1) {
        const known = resources.map((resource) => `${resource.type} ${resource.name}`);
        throw new Error(
            `${found.length} resources ${type} ${name}; registered:\n${known.join("\n")}`,
        );
    }
    return found[0]!;
}

/** The value of an output. Fails if it has none: unknown values of a preview never arrive. */
export async function value<T>(output: pulumi.Output<T>): Promise<pulumi.Unwrap<T>> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error("the output has no value")), 3000);
    });
    const known = new Promise<pulumi.Unwrap<T>>((resolve) =>
        pulumi.output(output).apply((unwrapped) => resolve(unwrapped)),
    );
    try {
        return await Promise.race([known, late]);
    } finally {
        clearTimeout(timer);
    }
}

/** Whether an input reached the engine as a secret. */
export function isSecret(input: unknown): boolean {
    return (
        typeof input === "object" &&
        input !== null &&
        (input as Record<string, unknown>)[pulumi.runtime.specialSigKey] ===
            pulumi.runtime.specialSecretSig
    );
}

/** The value inside a secret input. */
export function revealed(input: unknown): unknown {
    return isSecret(input) ? (input as { value: unknown }).value : input;
}
