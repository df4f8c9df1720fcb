/** The secrets that Argo CD's configuration names. */
import type { ArgoCdConfig } from "./types";
import { repositorySecretKey } from "./repositories";
import { ssoSecrets } from "./sso";

/** Their names, sorted, each once. Whoever builds Argo CD supplies the values. */
export function argoCdSecretNames(
    argocd: Pick<ArgoCdConfig, "repositories" | "sso">,
): readonly string[] {
    return [
        ...new Set([
            ...Object.values(argocd.repositories).flatMap((one) => repositorySecretKey(one) ?? []),
            ...Object.values(ssoSecrets(argocd.sso)),
        ]),
    ].sort();
}
