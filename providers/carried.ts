/**
 * Dynamic providers as Pulumi serializes them: as text in the state of every resource. Here the text only refers to the
 * module with the code. The state therefore holds no copy of the code, a fixed provider also applies to existing
 * resources, and nothing of the program is captured.
 */
import * as pulumi from "@pulumi/pulumi";
import { createRequire } from "node:module";

/** What a provider's module exports as `provider`. */
export interface DynamicProvider<Inputs, State> {
    diff(old: State, wanted: Inputs): pulumi.dynamic.DiffResult;
    create(wanted: Inputs): Promise<pulumi.dynamic.CreateResult<State>>;
    read(id: string, known: State): Promise<pulumi.dynamic.ReadResult<State>>;
    update(old: State, wanted: Inputs): Promise<pulumi.dynamic.UpdateResult<State>>;
    delete(known: State): Promise<void>;
}

/**
 * The provider in a module. Pulumi runs dynamic providers in the program's directory with plain Node.js, so TypeScript
 * is loaded as the program loads it. The program may be in any directory of this package.
 * @param modulePath relative to the package's directory, `./providers/awsAuth/provider`. It is in the state of existing
 * stacks and must never change.
 */
export function carriedProvider<Inputs, State>(
    modulePath: string,
): pulumi.dynamic.ResourceProvider<Inputs, State> {
    const implementation = (): DynamicProvider<Inputs, State> => {
        let directory = process.cwd();
        while (directory !== "") {
            const load = createRequire(`${directory}/package.json`);
            let name: unknown;
            try {
                ({ name } = load("./package.json") as { readonly name?: unknown });
            } catch {
                // This directory is not the root of a package.
            }
            if (name === "eks-gitops-fleet") {
                load("ts-node/register/transpile-only");
                const loaded = load(modulePath) as {
                    readonly provider: DynamicProvider<Inputs, State>;
                };
                return loaded.provider;
            }
            directory = directory.replace(/[\\/][^\\/]*$/, "");
        }
        throw new Error(
            `${modulePath} was not found: ${process.cwd()} is outside eks-gitops-fleet.`,
        );
    };
    return {
        diff: (_, old, wanted) => Promise.resolve(implementation().diff(old, wanted)),
        create: (wanted) => implementation().create(wanted),
        read: (id, known) => implementation().read(id, known!),
        update: (_, old, wanted) => implementation().update(old, wanted),
        delete: (_, known) => implementation().delete(known),
    };
}

/**
 * The Pulumi provider that runs the program's dynamic resources. Pulumi's default one stores the stack's whole
 * configuration: every change of the configuration would also update the provider, and `pulumi state move` refuses to
 * move a dynamic resource to a stack that already has one. This provider stores nothing, so it is the same in every
 * stack.
 */
class DynamicResources extends pulumi.ProviderResource {
    constructor() {
        super("pulumi-nodejs", "dynamic-resources", {});
    }
}

/** One per engine that this process is connected to; a program is connected to one. */
const ofEngine = new WeakMap<object, DynamicResources>();

/** The provider to pass to a dynamic resource. It is created on the first call. */
export function dynamicResourceProvider(): pulumi.ProviderResource {
    const engine = pulumi.runtime.getMonitor() ?? ofEngine;
    const provider = ofEngine.get(engine) ?? new DynamicResources();
    ofEngine.set(engine, provider);
    return provider;
}
