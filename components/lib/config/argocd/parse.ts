/** From the sections to Argo CD as configured. */
import type { Sections } from "../schema";
import { argocd } from "./schema";
import type { ArgoCdConfig } from "./types";

/** @param sections `argocd` left out is the same as empty */
export function argoCdConfig(sections: Pick<Sections, "argocd">): ArgoCdConfig {
    const { namespace, manifests, managedPoliciesPerRole } = sections.argocd ?? argocd.parse({});
    return { namespace, managedPoliciesPerRole, ...(manifests === undefined ? {} : { manifests }) };
}
