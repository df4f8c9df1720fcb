/** Serves components as the engine's plugin. */
import * as pulumi from "@pulumi/pulumi";
import { main, type Provider } from "@pulumi/pulumi/provider";

import { requiredVariable } from "../environment";
import { endWithParent } from "../provider/serve";

export type Construct = (
    name: string,
    inputs: pulumi.Inputs,
    opts: pulumi.ComponentResourceOptions,
) => Promise<{ readonly urn: pulumi.Input<string>; readonly state: pulumi.Inputs }>;

/** A component under the real one's type token. */
export class StandIn extends pulumi.ComponentResource {
    /** Finishes its creation: called once, last. */
    public finish(outputs: pulumi.Inputs): void {
        this.registerOutputs(outputs);
    }
}

/**
 * Runs the plugin.
 * @param components by type token
 */
export function serveComponents(
    packageName: string,
    components: Readonly<Record<string, Construct>>,
): Promise<void> {
    endWithParent();
    const version = requiredVariable(process.env, "SANDBOX_PLUGIN_VERSION");
    const provider: Provider = {
        version,
        schema: JSON.stringify({ name: packageName, version }),
        construct: async (name, type, inputs, opts) => {
            const construct = components[type];
            if (construct === undefined) {
                throw new Error(
                    `the sandbox's stand-in for ${packageName} has no component ${type}; run with the real plugin (--plugins)`,
                );
            }
            return construct(name, inputs, opts);
        },
    };
    return main(provider, process.argv.slice(2));
}
