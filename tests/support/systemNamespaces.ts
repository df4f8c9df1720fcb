/** Stacks whose targets are deployed to in system namespaces. */
import { changed, type Raw } from "./config";
import { RAW_CONFIG } from "./fixtures";
import { HARNESS_SECTION } from "./harness";

/** Namespaces that are Kubernetes' own. */
export const SYSTEM = ["kube-system", "kube-public", "kube-node-lease"];

/** Options of a system namespace that is deployed to all the same. */
export const ALLOWED = { existing: true, allowSystemNamespace: true };

/** What makes the engine Harness's. */
export const WITH_HARNESS: Raw = {
    engine: "harness",
    harness: HARNESS_SECTION,
    harnessToken: "t0ken",
};

/** The small configuration whose target is deployed to in one more namespace. */
export function inNamespace(name: string, options: Raw, base: Raw = RAW_CONFIG): Raw {
    return changed({ [`targets.testing.access.namespaces.${name}`]: options }, base);
}

/** The small configuration whose management cluster is deployed to in one more namespace. */
export function onManagement(name: string, options: Raw, more: Raw = {}): Raw {
    const access = { namespaces: { shop: {}, [name]: options } };
    return changed({ "targets.hub": { management: true, access }, ...more });
}
