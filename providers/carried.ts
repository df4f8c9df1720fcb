/**
 * Dynamic providers as Pulumi stores them: as text, in the state of every resource. The text made here only says where the
 * code is, so the state holds no copy of the code, a fix in a provider reaches existing resources, and nothing of the
 * program is captured.
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
 * The provider that a module of this package exports. Pulumi runs dynamic providers with plain node in the directory of the
 * user's program: the code comes from the package that the program would import from there. A program that is part of
 * this repository runs from source, and so does the provider.
 * @param modulePath from the package's directory, `./providers/awsAuth/provider`. The state of existing stacks holds it:
 * never rename or move the module
 * @throws Error from every method if the package is not installed where the program runs
 */
export function carriedProvider<Inputs, State>(
    modulePath: string,
): pulumi.dynamic.ResourceProvider<Inputs, State> {
    type Module = { readonly provider: DynamicProvider<Inputs, State> };
    const implementation = (): DynamicProvider<Inputs, State> => {
        const from = process.cwd();
        let next = from;
        let here: string;
        do {
            here = next;
            next = next.replace(/[\\/][^\\/]*$/, "");
            const load = createRequire(`${here}/package.json`);
            try {
                if ((load("./package.json") as { name?: unknown }).name !== "eks-gitops-fleet") {
                    continue;
                }
            } catch {
                continue;
            }
            load("ts-node/register/transpile-only");
            return (load(modulePath) as Module).provider;
        } while (next !== here);

        const load = createRequire(`${from}/package.json`);
        const installed = modulePath.replace(".", "eks-gitops-fleet");
        let file;
        try {
            file = load.resolve(installed);
        } catch {
            throw new Error(
                `${installed} was not found from ${from}: install eks-gitops-fleet there.`,
            );
        }
        return (load(file) as Module).provider;
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
