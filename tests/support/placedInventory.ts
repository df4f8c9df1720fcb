/** Everything that a program registers, with the account or the cluster that it is in. */
import { accounts, actingProvider } from "./fleet";
import type { Harness, Registered } from "./mocks";

/** Account and region, or the cluster, that a resource is in; nothing for a component and for a provider itself. */
function place(resource: Registered, harness: Harness): string {
    const name = actingProvider(resource, harness);
    const account = accounts(harness)[`${resource.type} ${resource.name}`];
    if (account !== undefined) {
        const provider = harness.one("pulumi:providers:aws", name);
        return ` @ ${account} ${String(provider.inputs["region"])}`;
    }
    // All dynamic resources have one provider: where they act is among their inputs.
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
