/** Web identity for a cluster's pods follows the OIDC providers that trust its issuer. */
import type { ClusterHost } from "../contract";
import type { Store } from "../store";
import { clusterByIssuer } from "./clusters";
import { queueOf } from "./queue";

/**
 * What to call after an OIDC provider was created or removed.
 * @param providerExists whether any account has a provider for the issuer
 * @returns takes the issuer, with or without `https://`; issuers that are no cluster's are ignored
 */
export function webIdentitySwitch(
    store: Store,
    host: ClusterHost,
    providerExists: (issuer: string) => boolean,
): (issuer: string) => Promise<void> {
    return async (issuer) => {
        const cluster = clusterByIssuer(store, issuer);
        if (cluster === undefined) {
            return;
        }
        // In the cluster's queue, and asked again there: the last answer is the one that stays.
        await queueOf(store).run(cluster.id, async () => {
            if (clusterByIssuer(store, issuer)?.status === "ACTIVE") {
                await host.setWebIdentity(cluster.id, providerExists(issuer));
            }
        });
    };
}
