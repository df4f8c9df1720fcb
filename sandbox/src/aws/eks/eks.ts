/** What every action of EKS works with. */
import { systemClock, type Clock } from "../clock";
import type { ClusterHost } from "../contract";
import { ec2Tables } from "../ec2/tables";
import type { Ec2 } from "../ec2/tables";
import type { PassedRoles } from "../iam/passRole";
import { randomHex, regionalArn, regionalScope, timestamp } from "../regional";
import type { Action, Params, RequestContext, Result } from "../service";
import type { Store } from "../store";
import { NO_DELAYS, type AwsTime } from "../time";
import { allClusters, clustersOf } from "./clusters";
import { asServerError, invalidRequest, notFound } from "./errors";
import { accessMappings, honoursAwsAuth } from "./mapping";
import { queueOf } from "./queue";
import type { Cluster, Update } from "./types";

/** What EKS needs from the rest of the sandbox. */
export interface EksDeps {
    readonly store: Store;
    readonly host: ClusterHost;
    /** Unique id (`AROA...`) of the role with this ARN, path included; undefined when there is none. */
    readonly roleUniqueId: (arn: string) => string | undefined;
    /** The same for users (`AIDA...`). Without it no access entry can be created for a user. */
    readonly userUniqueId?: (arn: string) => string | undefined;
    /** What IAM decides about roles that callers pass. */
    readonly roles: PassedRoles;
    /** How long the nodes of a new node group try to reach the cluster's endpoint, in milliseconds. @default 15000 */
    readonly nodeJoinTimeout?: number;
    /** How late changes take effect. @default at once */
    readonly time?: AwsTime;
    /** @default the machine's */
    readonly clock?: Clock;
}

/** How long after a failure access is applied again, in milliseconds. */
const RETRY = 1000;

/** EKS over one store. */
export class Eks {
    public readonly store: Store;
    public readonly host: ClusterHost;
    public readonly clock: Clock;
    private readonly time: AwsTime;

    public constructor(public readonly deps: EksDeps) {
        this.store = deps.store;
        this.host = deps.host;
        this.clock = deps.clock ?? systemClock;
        this.time = deps.time ?? NO_DELAYS;
    }

    /** EC2's tables where the cluster is. */
    public ec2(cluster: Pick<Cluster, "account" | "region">): Ec2 {
        return ec2Tables(this.store, cluster);
    }

    /** A cluster of the caller. @throws AwsError ResourceNotFoundException */
    public cluster(request: RequestContext, name: string): Cluster {
        const cluster = clustersOf(this.store, regionalScope(request)).get(name);
        if (cluster === undefined) {
            throw notFound(`No cluster found for name: ${name}.`);
        }
        return cluster;
    }

    /**
     * Runs a change of a cluster, after those that are under way.
     * @throws AwsError ResourceNotFoundException; InvalidRequestException while it is created or deleted
     */
    public change<T>(
        request: RequestContext,
        name: string,
        run: (cluster: Cluster) => T | Promise<T>,
    ): Promise<T> {
        const { id } = this.cluster(request, name);
        return queueOf(this.store).run(id, async () => {
            const cluster = this.cluster(request, name);
            if (cluster.id !== id || cluster.status !== "ACTIVE") {
                throw invalidRequest(`Cluster '${name}' is not in ACTIVE status`);
            }
            return run(cluster);
        });
    }

    /** Replaces properties of a cluster. */
    public save(cluster: Cluster, change: Partial<Cluster>): Cluster {
        const updated = { ...cluster, ...change };
        clustersOf(this.store, cluster).set(cluster.name, updated);
        return updated;
    }

    /** Records a finished update for DescribeUpdate. */
    public update(cluster: Cluster, type: string): Result {
        const update: Update = {
            id: uuid(),
            status: "Successful",
            type,
            params: [],
            createdAt: timestamp(),
            errors: [],
        };
        cluster.updates.set(update.id, update);
        return { update };
    }

    /** Unique id of a role or user; undefined when there is none. */
    public uniqueId(arn: string): string | undefined {
        return this.deps.roleUniqueId(arn) ?? this.deps.userUniqueId?.(arn);
    }

    /** Passes to the host which principals the cluster admits at this time. */
    public async applyAccess(cluster: Cluster): Promise<void> {
        await this.host.setAccess(
            cluster.id,
            accessMappings(
                cluster,
                (principal) => this.isAlive(cluster, principal.arn, principal.uniqueId),
                this.clock.now(),
            ),
            honoursAwsAuth(cluster),
        );
    }

    /** When an access entry or an association that is created now takes effect; undefined: at once. */
    public accessEffectiveAt(): number | undefined {
        const { admit } = this.time;
        return admit === 0 ? undefined : this.clock.now() + admit;
    }

    /**
     * Passes to the host, at the given time, which principals the cluster admits then: entries that are deleted before, or deleted and created
     * again, are not in effect at that time.
     * @param time undefined: nothing is late
     */
    public applyAccessAt({ id }: Pick<Cluster, "id">, time: number | undefined): void {
        if (time !== undefined) {
            this.clock.at(time, () => void this.applyLateAccess(id));
        }
    }

    private async applyLateAccess(id: string): Promise<void> {
        try {
            await queueOf(this.store).run(id, async () => {
                const cluster = allClusters(this.store).find((it) => it.id === id);
                if (cluster?.status === "ACTIVE") {
                    await this.applyAccess(cluster);
                }
            });
        } catch {
            // No caller waits for the outcome, so the only way to report a failure would be to lose the entry: try again.
            this.applyAccessAt({ id }, this.clock.now() + RETRY);
        }
    }

    /** Changes a cluster's access entries and notifies the host; nothing has changed when the host fails. */
    public async changeAccess<T>(cluster: Cluster, change: () => T): Promise<T> {
        const before = [...cluster.accessEntries];
        try {
            const result = change();
            await this.applyAccess(cluster);
            return result;
        } catch (error) {
            cluster.accessEntries.clear();
            before.forEach(([arn, entry]) => cluster.accessEntries.set(arn, entry));
            throw asServerError(error);
        }
    }

    private isAlive(cluster: Cluster, arn: string, uniqueId: string): boolean {
        // Without a way to look users up, a creator that is a user stays what it was.
        const unknowable = this.deps.userUniqueId === undefined && arn === cluster.creator.arn;
        return this.uniqueId(arn) === uniqueId || (unknowable && !arn.includes(":role/"));
    }
}

/** An action that is checked against a cluster's ARN. @param nameKey the parameter with its name */
export function clusterAction(
    nameKey: string,
    run: (params: Params, request: RequestContext) => Result | Promise<Result>,
): Action {
    return {
        resource: (params, request) => {
            const name = params[nameKey];
            return regionalArn(request, "eks", `cluster/${typeof name === "string" ? name : "*"}`);
        },
        run,
    };
}

/** A random UUID-shaped id, as in EKS's ARNs. */
export function uuid(): string {
    return [8, 4, 4, 4, 12].map(randomHex).join("-");
}
