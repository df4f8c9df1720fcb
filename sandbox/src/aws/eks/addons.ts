/**
 * Add-ons. They are recorded, not run, and always ACTIVE: in AWS coredns is DEGRADED until there are
 * nodes, and a provider waits for that.
 */
import { parse } from "yaml";

import { readParams } from "../params";
import type { ParamReader } from "../params";
import { regionalArn, timestamp } from "../regional";
import type { Action, RequestContext, Service } from "../service";
import { addonInfo, checkAddonVersion, describeAddons } from "./addonVersions";
import { findCluster } from "./clusters";
import { clusterAction, uuid } from "./eks";
import type { Eks } from "./eks";
import { inUse, invalidParameter, notFound } from "./errors";
import { ADDON_ROLE, checkPassedRole } from "./passedRoles";
import type { Addon, Cluster } from "./types";
import { checkVersion } from "./versions";

/** The actions on add-ons. */
export function addonActions(eks: Eks): Service {
    return {
        "eks:CreateAddon": clusterAction("clusterName", (params, request) => {
            const given = readParams(params, (reader) => ({
                ...readSettings(eks, reader, request, ["NONE", "OVERWRITE", "PRESERVE"]),
                tags: reader.tagMap("tags"),
            }));
            return eks.change(request, given.clusterName, (cluster) => {
                const { clusterName, addonName } = given;
                const info = addonInfo(addonName);
                if (cluster.addons.has(addonName)) {
                    throw inUse("Addon already exists.");
                }
                const now = timestamp();
                const addon: Addon = {
                    addonName,
                    addonVersion: given.addonVersion ?? info.versions(cluster.version)[0] ?? "",
                    addonArn: regionalArn(
                        request,
                        "eks",
                        `addon/${clusterName}/${addonName}/${uuid()}`,
                    ),
                    serviceAccountRoleArn: given.serviceAccountRoleArn,
                    configurationValues: given.configurationValues,
                    tags: given.tags,
                    createdAt: now,
                    modifiedAt: now,
                };
                cluster.addons.set(addonName, addon);
                return { addon: view(cluster, addon) };
            });
        }),
        "eks:UpdateAddon": addonAction(eks, (params, request) => {
            const given = readParams(params, (reader) =>
                readSettings(eks, reader, request, ["NONE", "OVERWRITE", "PRESERVE"]),
            );
            return eks.change(request, given.clusterName, (cluster) => {
                const addon = existing(cluster, given.addonName);
                cluster.addons.set(given.addonName, {
                    ...addon,
                    addonVersion: given.addonVersion ?? addon.addonVersion,
                    serviceAccountRoleArn:
                        given.serviceAccountRoleArn ?? addon.serviceAccountRoleArn,
                    configurationValues: given.configurationValues ?? addon.configurationValues,
                    modifiedAt: timestamp(),
                });
                return eks.update(cluster, "AddonUpdate");
            });
        }),
        "eks:DescribeAddon": addonAction(eks, (params, request) => {
            const given = readParams(params, readKey);
            const cluster = eks.cluster(request, given.clusterName);
            return { addon: view(cluster, existing(cluster, given.addonName)) };
        }),
        "eks:ListAddons": clusterAction("clusterName", (params, request) => {
            const name = readParams(params, (reader) => reader.string("clusterName"));
            return { addons: [...eks.cluster(request, name).addons.keys()] };
        }),
        "eks:DeleteAddon": addonAction(eks, (params, request) => {
            const given = readParams(params, (reader) => {
                reader.maybeBoolean("preserve");
                return readKey(reader);
            });
            return eks.change(request, given.clusterName, (cluster) => {
                const addon = existing(cluster, given.addonName);
                cluster.addons.delete(given.addonName);
                return { addon: { ...view(cluster, addon), status: "DELETING" } };
            });
        }),
        "eks:DescribeAddonVersions": {
            resource: () => "*",
            run: (params) => {
                const { addonName, version } = readParams(params, (reader) => ({
                    addonName: reader.maybeString("addonName"),
                    version: reader.maybeString("kubernetesVersion"),
                }));
                if (version !== undefined) {
                    checkVersion(version);
                }
                return { addons: describeAddons(addonName, version) };
            },
        },
    };
}

function readKey(reader: ParamReader): {
    readonly clusterName: string;
    readonly addonName: string;
} {
    return { clusterName: reader.string("clusterName"), addonName: reader.string("addonName") };
}

function readSettings(
    eks: Eks,
    reader: ParamReader,
    request: RequestContext,
    conflicts: readonly string[],
) {
    reader.ignore("clientRequestToken");
    reader.maybeOneOf("resolveConflicts", conflicts);
    const addonVersion = reader.maybeString("addonVersion");
    const serviceAccountRoleArn = reader.maybeString("serviceAccountRoleArn");
    const configurationValues = reader.maybeString("configurationValues");
    if (addonVersion !== undefined) {
        checkAddonVersion(addonVersion);
    }
    if (serviceAccountRoleArn !== undefined) {
        checkPassedRole(eks, request, serviceAccountRoleArn, ADDON_ROLE);
    }
    if (configurationValues !== undefined) {
        checkConfiguration(configurationValues);
    }
    return {
        ...readKey(reader),
        addonVersion,
        serviceAccountRoleArn,
        configurationValues,
    } as const;
}

/** EKS API Reference, CreateAddon: JSON or YAML; checked against the add-on's schema, which the sandbox has not. */
function checkConfiguration(text: string): void {
    let values: unknown;
    try {
        values = parse(text);
    } catch {
        values = undefined;
    }
    if (text !== "" && (typeof values !== "object" || Array.isArray(values))) {
        throw invalidParameter(
            "ConfigurationValue provided in request is not supported: it is no JSON or YAML object",
        );
    }
}

function existing(cluster: Cluster, name: string): Addon {
    const addon = cluster.addons.get(name);
    if (addon === undefined) {
        throw notFound(`No addon: ${name} found in cluster: ${cluster.name}`);
    }
    return addon;
}

function addonAction(eks: Eks, run: Action["run"]): Action {
    return {
        resource: (params, request) => {
            const { clusterName, addonName } = params;
            if (typeof clusterName !== "string" || typeof addonName !== "string") {
                return regionalArn(request, "eks", "addon/*");
            }
            return (
                findCluster(eks.store, request, clusterName)?.addons.get(addonName)?.addonArn ??
                regionalArn(request, "eks", `addon/${clusterName}/${addonName}/*`)
            );
        },
        run,
    };
}

function view(cluster: Cluster, addon: Addon): object {
    const { publisher, owner } = addonInfo(addon.addonName);
    return {
        ...addon,
        clusterName: cluster.name,
        status: "ACTIVE",
        health: { issues: [] },
        publisher,
        owner,
    };
}
