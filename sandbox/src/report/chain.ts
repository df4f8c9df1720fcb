/** The chain of trust in the logs: principal and user at each link. Pure. */
import type { LogEntry } from "../aws/log";

/** An event of a cluster's audit log, as far as the chain needs it. */
export interface AuditEvent {
    readonly verb: string;
    readonly user: { readonly username: string; readonly groups?: readonly string[] };
    readonly objectRef?: {
        readonly apiGroup?: string;
        readonly resource?: string;
        readonly namespace?: string;
        readonly name?: string;
    };
    readonly responseStatus?: { readonly code?: number };
}

/** One whole chain: from a ServiceAccount to what it did on a cluster. */
export interface Chain {
    /** `argocd/argocd-application-controller` */
    readonly serviceAccount: string;
    readonly audience: string;
    /** ARN of the ServiceAccount's role. */
    readonly firstRole: string;
    /** ARN of the role assumed from there. */
    readonly secondRole: string;
    /** Session ARN that the second role's credentials act as. */
    readonly session: string;
    /** Name of the EKS cluster the token was signed for. */
    readonly cluster: string;
    /** Kubernetes user and groups; absent if the token was not used. */
    readonly user?: string;
    readonly groups?: readonly string[];
    /** Successful changes: `create deployments.apps default/guestbook-ui`. */
    readonly changes: readonly string[];
}

/** Calls by which a ServiceAccount becomes its role: with a token for STS, or through EKS Pod Identity. */
const FIRST_LINKS = ["sts:AssumeRoleWithWebIdentity", "eks-auth:AssumeRoleForPodIdentity"];

/**
 * Links web identities to second sessions by their access keys, and those to Kubernetes users by session name.
 * @param log the local AWS's log, in order
 * @param audit events by cluster name
 */
export function chainsOf(
    log: readonly LogEntry[],
    audit: Readonly<Record<string, readonly AuditEvent[]>>,
): readonly Chain[] {
    const succeeded = log.filter((entry) => entry.status === 200);
    const webIdentities = new Map(
        succeeded
            .filter((entry) => FIRST_LINKS.includes(entry.action))
            .map((entry) => [entry.issued, entry]),
    );
    const assumed = new Map(
        succeeded
            .filter((entry) => entry.action === "sts:AssumeRole")
            .map((entry) => [entry.issued, entry]),
    );
    const chains = new Map<string, Chain>();
    for (const identity of succeeded.filter(({ cluster }) => cluster !== undefined)) {
        const second = assumed.get(identity.accessKeyId);
        const first = second === undefined ? undefined : webIdentities.get(second.accessKeyId);
        if (first === undefined || second === undefined) {
            continue;
        }
        const chain = chainOf(first, second, identity, audit[identity.cluster!] ?? []);
        const key = [chain.serviceAccount, chain.secondRole, chain.cluster].join(" ");
        const before = chains.get(key);
        chains.set(key, before === undefined ? chain : merged(before, chain));
    }
    return [...chains.values()];
}

function chainOf(
    first: LogEntry,
    second: LogEntry,
    identity: LogEntry,
    audit: readonly AuditEvent[],
): Chain {
    const session = identity.caller ?? "";
    const sessionName = session.split("/").at(-1) ?? "";
    const events = audit.filter(({ user }) => user.username.endsWith(`:${sessionName}`));
    const user = events[0]?.user;
    return {
        serviceAccount: (first.sub ?? "").replace("system:serviceaccount:", "").replace(":", "/"),
        audience: first.aud?.join(", ") ?? "",
        firstRole: first.role ?? "",
        secondRole: second.role ?? "",
        session,
        cluster: identity.cluster!,
        ...(user === undefined ? {} : { user: user.username, groups: user.groups ?? [] }),
        changes: changesOf(events),
    };
}

const CHANGING = ["create", "update", "patch", "delete"];

/** Kinds that are queries: creating them changes nothing. */
const REVIEWS = ["selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews"];

function changesOf(events: readonly AuditEvent[]): readonly string[] {
    const changes = events
        .filter(({ verb }) => CHANGING.includes(verb))
        .filter(({ objectRef }) => !REVIEWS.includes(objectRef?.resource ?? ""))
        .filter(({ responseStatus }) => (responseStatus?.code ?? 500) < 300)
        .map(({ verb, objectRef }) => {
            const { apiGroup, resource = "", namespace, name = "" } = objectRef ?? {};
            const kind = apiGroup === undefined ? resource : `${resource}.${apiGroup}`;
            return `${verb} ${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
        });
    return [...new Set(changes)];
}

function merged(a: Chain, b: Chain): Chain {
    const known = a.user === undefined ? b : a;
    return {
        ...known,
        changes: [...new Set([...a.changes, ...b.changes])],
    };
}
