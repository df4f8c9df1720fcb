/** Settings of a cluster that are read the same way when it is created and updated. */
import { findKey } from "../kms/keys";
import type { ParamReader } from "../params";
import { startDelivery, stopDelivery } from "../logs/logGroups";
import type { RequestContext } from "../service";
import type { Store } from "../store";
import { LOG_TYPES } from "./clusters";
import { invalidParameter } from "./errors";
import type { Cluster, EncryptionConfig, SupportType } from "./types";

/** Reads `logging.clusterLogging` as switches by log type. EKS API Reference, LogSetup. */
export function readLogging(reader: ParamReader): ReadonlyMap<string, boolean> {
    const setups =
        reader.maybeObjects("clusterLogging", (setup) => ({
            types: setup.strings("types"),
            enabled: setup.maybeBoolean("enabled") ?? false,
        })) ?? [];
    const switches = new Map<string, boolean>();
    for (const type of setups.flatMap((setup) => setup.types)) {
        if (!LOG_TYPES.some((known) => known === type)) {
            throw invalidParameter(`Invalid log type ${type}, allowed: ${LOG_TYPES.join(", ")}`);
        }
        const given = setups.filter((setup) => setup.types.includes(type));
        if (new Set(given.map((setup) => setup.enabled)).size > 1) {
            throw invalidParameter(`Log type ${type} is both enabled and disabled`);
        }
        switches.set(
            type,
            given.some((setup) => setup.enabled),
        );
    }
    return switches;
}

/** The enabled log types after the switches were set. */
export function logTypes(
    before: readonly string[],
    switches: ReadonlyMap<string, boolean>,
): readonly string[] {
    return LOG_TYPES.filter((type) => switches.get(type) ?? before.includes(type));
}

/** Name of the log group of a control plane. EKS user guide, "Send control plane logs to CloudWatch Logs". */
export function controlPlaneLogGroup(clusterName: string): string {
    return `/aws/eks/${clusterName}/cluster`;
}

/** A cluster with any log type on writes into its group; one without stops. */
export function deliverLogs(store: Store, request: RequestContext, cluster: Cluster): void {
    const group = controlPlaneLogGroup(cluster.name);
    if (cluster.logTypes.length > 0) {
        startDelivery(store, request, group);
    } else {
        stopDelivery(store, cluster, group);
    }
}

/** Reads `upgradePolicy`. */
export function readUpgradePolicy(reader: ParamReader): SupportType | undefined {
    return reader.maybeObject("upgradePolicy", (policy) =>
        policy.maybeOneOf("supportType", ["STANDARD", "EXTENDED"]),
    );
}

/**
 * Reads `encryptionConfig`: Secrets, with a usable key of the cluster's region.
 * EKS user guide, "Encrypt Kubernetes secrets with KMS on existing clusters".
 */
export function readEncryption(
    store: Store,
    request: RequestContext,
    reader: ParamReader,
): readonly EncryptionConfig[] | undefined {
    const configs = reader.maybeObjects("encryptionConfig", (config) => ({
        resources: config.strings("resources"),
        provider: config.object("provider", (provider) => ({ keyArn: provider.string("keyArn") })),
    }));
    for (const { resources, provider } of configs ?? []) {
        if (resources.join() !== "secrets") {
            throw invalidParameter("encryptionConfig.resources must be [secrets]");
        }
        const key = findKey(store, provider.keyArn);
        if (key?.state !== "Enabled" || key.arn.split(":")[3] !== request.region) {
            throw invalidParameter(
                `The keyArn in encryptionConfig provider is invalid: ${provider.keyArn}`,
            );
        }
    }
    if ((configs ?? []).length > 1) {
        throw invalidParameter("encryptionConfig can have one item only");
    }
    return (configs ?? []).length === 0 ? undefined : configs;
}
