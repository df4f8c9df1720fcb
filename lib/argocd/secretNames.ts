/** The secret configuration keys that Argo CD's configuration names. */
import type { ArgoCdConfig } from "./types";
import { repositorySecretKey } from "./repositories";
import { ssoSecrets } from "./sso";

/** Their names, sorted, each once: what index.ts reads with requireSecret. */
export function argoCdSecretNames(
    argocd: Pick<ArgoCdConfig, "repositories" | "sso">,
): readonly string[] {
    return [
        ...new Set([
            ...Object.values(argocd.repositories).map(repositorySecretKey),
            ...Object.values(ssoSecrets(argocd.sso)),
        ]),
    ].sort();
}
