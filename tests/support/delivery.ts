/** A stack of delivery, and the files of the stacks that it delivers. */
import { parseDelivery } from "../../delivery/config";
import type { ReadStackFile } from "../../delivery/stackFiles";
import { ConfigError, problemText } from "../../lib/problems";
import { changed, type Raw } from "./config";

export const DELIVERY: Raw = {
    fleet: "acme",
    organization: "Acme-Corp",
    repository: "acme/fleet",
    folder: "infra",
    agentPool: { id: "pool-1", cidrs: ["203.0.113.7/32"] },
    stacks: {
        hub: {},
        dev: {
            branch: "develop",
            driftDetection: { cron: "0 4 * * *" },
            githubActions: { environment: "dev" },
        },
    },
};

/** That stack with other values, by their path. An undefined value takes the key away. */
export function delivery(changes: Raw = {}): Raw {
    return changed(changes, DELIVERY);
}

/** Problems of a configuration of delivery, one line each; none for one that is accepted. */
export function deliveryProblems(raw: Raw): readonly string[] {
    try {
        parseDelivery(raw, "p");
        return [];
    } catch (error) {
        if (error instanceof ConfigError) {
            return error.problems.map((problem) => problemText(problem, "p"));
        }
        throw error;
    }
}

/** A hub with one target. */
export const HUB_FILE: Raw = {
    fleet: "acme",
    operatorCidrs: ["203.0.113.0/24"],
    provisionerRoleName: "Provisioner",
    management: { accountId: "111111111111", region: "eu-west-1", clusterName: "management" },
};

/** Targets of that hub. */
export const DEV_FILE: Raw = {
    fleet: "acme",
    operatorCidrs: ["203.0.113.0/24"],
    provisionerRoleName: "Provisioner",
    hub: { stack: "hub" },
    targets: {
        testing: {
            accountId: "222222222222",
            region: "eu-central-1",
            clusterName: "testing",
            access: { namespaces: { default: { existing: true } } },
        },
    },
};

/**
 * Reads given files instead of the repository's. JSON is valid YAML. @param files by stack; a string is used unchanged
 */
export function filesOf(
    files: Readonly<Record<string, Raw | string>> = { hub: HUB_FILE, dev: DEV_FILE },
    project = "eks-gitops-fleet",
): ReadStackFile {
    return (name) => {
        const found = files[name.replace(/^Pulumi\.|\.yaml$/g, "")];
        if (found === undefined) {
            return Promise.reject(new Error(`ENOENT: no such file or directory, open '${name}'`));
        }
        if (typeof found === "string") {
            return Promise.resolve(found);
        }
        const config = Object.entries(found).map(([key, value]) => [`${project}:${key}`, value]);
        return Promise.resolve(JSON.stringify({ config: Object.fromEntries(config) as Raw }));
    };
}
