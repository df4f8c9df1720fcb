/** Everything that a program registers, with its account or cluster. */
import { accounts, actingProvider } from "./fleet";
import type { Harness, Registered } from "./mocks";

/** Account and region, or the cluster, of a resource; empty for a component or a provider. */
function place(resource: Registered, harness: Harness): string {
    const name = actingProvider(resource, harness);
    const account = accounts(harness)[`${resource.type} ${resource.name}`];
    if (account !== undefined) {
        const provider = harness.one("pulumi:providers:aws", name);
        return ` @ ${account} ${String(provider.inputs["region"])}`;
    }
    // All dynamic resources share one provider; their inputs say where they act.
    if (resource.type.startsWith("pulumi-nodejs:dynamic/")) {
        const { clusterArn } = resource.inputs;
        return typeof clusterArn === "string" ? ` @ cluster ${clusterArn.split("/")[1]}` : "";
    }
    return name === "" ? "" : ` @ cluster ${name.replace(/^kubernetes-|-kubernetes$/, "")}`;
}

/** Type, name and place of everything registered, one line each, sorted. */
export function placedInventory(harness: Harness): string {
    const lines = harness.resources.map(
        (resource) => `${resource.type} ${resource.name}${place(resource, harness)}`,
    );
    return `${lines.sort().join("\n")}\n`;
}
