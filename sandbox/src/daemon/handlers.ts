/** Requests that the daemon answers to the command line. */
import type { LocalAws } from "../aws/local";
import { leftovers } from "../aws/leftovers";
import type { AwsTime } from "../aws/time";
import type { LocalClusterHost } from "../clusters/host";
import type { Presumed } from "../organisation";
import type { Handler } from "./control";
import { passOn } from "./kubernetes";
import type { MemoryWatch } from "./memory";
import type { HostWithNodes } from "./nodes";
import type { ClusterStatus, DaemonStatus, KubernetesRequest, OperatorAccess } from "./status";

export interface Inside {
    readonly aws: LocalAws;
    readonly host: LocalClusterHost;
    readonly nodes: HostWithNodes;
    readonly memory: MemoryWatch;
    /** URL of the operator's egress proxy. */
    readonly operatorProxy: string;
    /** How late changes in the local AWS take effect. */
    readonly awsTime: AwsTime;
}

/** Seconds an operator's credentials last: longer than any command. */
const OPERATOR_SESSION = 3 * 60 * 60;

/** The handlers by path. */
export function handlers(inside: Inside): Readonly<Record<string, Handler>> {
    return {
        "/status": () => status(inside),
        "/operator": (body) => operator(inside, body as Presumed),
        "/leftovers": () => leftovers(inside.aws.store),
        "/kubernetes": (body) => kubernetes(inside, body as KubernetesRequest),
        "/login": () => login(inside),
    };
}

async function status({ host, nodes, memory, awsTime }: Inside): Promise<DaemonStatus> {
    const clusters = host.running().map(({ spec, endpoint }): ClusterStatus => ({
        account: spec.account,
        region: spec.region,
        name: spec.name,
        endpoint,
        ...nodes.inside(spec.id),
    }));
    return { clusters, memory: await memory.report(), awsTime };
}

function operator({ aws, operatorProxy }: Inside, presumed: Presumed): OperatorAccess {
    for (const account of presumed.accounts) {
        aws.organisation.ensureAccount(account.id, {
            provisionerRoles: account.roles,
            boundaryPolicies: account.boundaries,
        });
    }
    const { accessKeyId, secretAccessKey, sessionToken } = aws.organisation.operatorCredentials({
        ...(presumed.operatorAccount === undefined ? {} : { account: presumed.operatorAccount }),
        durationSeconds: OPERATOR_SESSION,
    });
    return { operator: { accessKeyId, secretAccessKey, sessionToken }, proxyUrl: operatorProxy };
}

function kubernetes({ host }: Inside, asked: KubernetesRequest): ReturnType<typeof passOn> {
    const cluster = host.running().find(({ spec }) => spec.name === asked.cluster);
    if (cluster === undefined) {
        throw new Error(`no cluster ${asked.cluster} is running`);
    }
    return passOn(host.agentKubeConfig(cluster.spec.id), asked);
}

/** argocd-server's first password, from whichever cluster runs it. */
async function login({ host }: Inside): Promise<{ user: string; password: string }> {
    for (const { spec } of host.running()) {
        const { body } = await passOn(host.agentKubeConfig(spec.id), {
            cluster: spec.name,
            path: "/api/v1/secrets?fieldSelector=metadata.name%3Dargocd-initial-admin-secret",
        });
        const [secret] = (body as { items?: { data?: { password?: string } }[] }).items ?? [];
        if (secret?.data?.password !== undefined) {
            const password = Buffer.from(secret.data.password, "base64").toString("utf8");
            return { user: "admin", password };
        }
    }
    throw new Error("Argo CD has not created its initial password yet. Run: npm run sandbox");
}
