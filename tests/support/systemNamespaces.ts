/** Stacks whose targets deploy to system namespaces. */
import { changed, type Raw } from "./config";
import { RAW_CONFIG } from "./fixtures";
import { HARNESS_SECTION } from "./harness";

/** Namespaces of Kubernetes. */
export const SYSTEM = ["kube-system", "kube-public", "kube-node-lease"];

/** Options of a system namespace that is allowed. */
export const ALLOWED = { existing: true, allowSystemNamespace: true };

/** Sets the engine to Harness. */
export const WITH_HARNESS: Raw = {
    engine: "harness",
    harness: HARNESS_SECTION,
    harnessToken: "t0ken",
};

/** The small configuration whose target deploys to one more namespace. */
export function inNamespace(name: string, options: Raw, base: Raw = RAW_CONFIG): Raw {
    return changed({ [`targets.testing.access.namespaces.${name}`]: options }, base);
}

/** The small configuration that deploys to one more namespace of its management cluster. */
export function onManagement(name: string, options: Raw, more: Raw = {}): Raw {
    const access = { namespaces: { shop: {}, [name]: options } };
    return changed({ "targets.hub": { management: true, access }, ...more });
}
