/** What EKS does when an IAM principal is created or deleted. */
import { allClusters } from "./clusters";
import { Eks } from "./eks";
import type { EksDeps } from "./eks";
import { queueOf } from "./queue";

/**
 * What to call after a role or user was created or deleted, so that an entry created for one that was deleted, or was
 * recreated, admits no one. AWS's authenticator compares unique ids at each sign-in; the sandbox's knows ARNs only.
 * @returns takes the principal's ARN
 */
export function principalsChanged(deps: EksDeps): (arn: string) => Promise<void> {
    const eks = new Eks(deps);
    return async (arn) => {
        const concerned = allClusters(deps.store).filter(
            (cluster) => cluster.accessEntries.has(arn) || cluster.creator.arn === arn,
        );
        await Promise.all(
            concerned.map(({ id }) =>
                queueOf(deps.store).run(id, async () => {
                    const cluster = allClusters(deps.store).find((it) => it.id === id);
                    if (cluster?.status === "ACTIVE") {
                        await eks.applyAccess(cluster);
                    }
                }),
            ),
        );
    };
}
