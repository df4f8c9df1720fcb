/**
 * EKS Pod Identity, from a pod's token to credentials: the agent on the pod's node and the EKS Auth API behind it.
 * EKS user guide, "Learn how EKS Pod Identity grants Pods access to AWS services"; EKS API Reference, AssumeRoleForPodIdentity.
 */
import { AwsError } from "../errors";
import { ORGANISATION_ID, authorize } from "../iam/access";
import { findRole } from "../iam/roles";
import { noteDecision, type CallFacts, type LogEntry } from "../log";
import { refusal } from "../refusal";
import { randomHex } from "../regional";
import { assumeRole } from "../sts/assumeRole";
import type { StsDeps } from "../sts/deps";
import { assumeRoleAsService } from "../sts/serviceAssumption";
import { assumedRoleArn } from "../sts/sessions";
import { claimsOf, verifyToken } from "../sts/webToken";
import { clusterByIssuer } from "./clusters";
import { notFound } from "./errors";
import { invalidToken, podTokenClaims, type PodTokenClaims } from "./podToken";
import type { Cluster, PodIdentityAssociation } from "./types";

/** Credentials as SDKs take them from a container's credentials endpoint. */
export interface PodCredentials {
    readonly AccessKeyId: string;
    readonly SecretAccessKey: string;
    readonly Token: string;
    readonly AccountId: string;
    /** ISO 8601. */
    readonly Expiration: string;
}

/** There is no agent on the pod's node: connections to the agent's address fail. */
export class NoAgent extends Error {}

/** Answers a pod's token. @throws NoAgent; AwsError as the EKS Auth API would answer */
export type PodIdentityAuth = (token: string) => Promise<PodCredentials>;

/** Address of the agent on every node: EKS user guide, "Set up the Amazon EKS Pod Identity Agent". */
export const AGENT_ADDRESS = "169.254.170.23";

const AUDIENCE = "pods.eks.amazonaws.com";
const SESSION_SECONDS = 3600;

/** Over the clusters of STS's store. */
export function podIdentityAuth(sts: StsDeps, log: (entry: LogEntry) => void): PodIdentityAuth {
    return async (token) => {
        const facts: CallFacts = {};
        const entry = {
            time: sts.now().toISOString(),
            via: AGENT_ADDRESS,
            action: "eks-auth:AssumeRoleForPodIdentity",
        };
        try {
            const credentials = await answer(sts, token, facts);
            log({ ...entry, ...facts, status: 200 });
            return credentials;
        } catch (error) {
            const { code, status } =
                error instanceof AwsError ? error : { code: "NoAgent", status: 0 };
            const message = error instanceof Error ? error.message : String(error);
            log({ ...entry, ...facts, status, error: { code, message } });
            throw error;
        }
    };
}

async function answer(sts: StsDeps, token: string, facts: CallFacts): Promise<PodCredentials> {
    const pod = podTokenClaims(token);
    const claims = claimsOf(token);
    Object.assign(facts, { sub: claims.subject, aud: claims.audiences });
    const cluster = clusterByIssuer(sts.store, claims.issuer);
    if (cluster?.issuer !== claims.issuer) {
        throw invalidToken(`${claims.issuer} is no cluster's issuer`);
    }
    callAsNode(sts, cluster, pod, facts);
    await checkToken(sts, token);
    const association = [...cluster.podIdentities.values()].find(
        (it) => it.namespace === pod.namespace && it.serviceAccount === pod.serviceAccount,
    );
    if (association === undefined) {
        throw notFound(
            `No Pod Identity association was found for ServiceAccount ${pod.namespace}/${pod.serviceAccount} in cluster ${cluster.name}`,
        );
    }
    return assume(sts, cluster, association, pod, facts);
}

/** The agent asks with its node's role, which needs the permission: AmazonEKSWorkerNodePolicy has it. */
function callAsNode(
    { store }: StsDeps,
    cluster: Cluster,
    { node }: PodTokenClaims,
    facts: CallFacts,
): void {
    const roleArn = agentRole(cluster, node);
    const role = findRole(store, roleArn);
    if (role === undefined) {
        throw new NoAgent(`the role ${roleArn} of node ${node} is gone`);
    }
    const caller = {
        account: role.account,
        arn: assumedRoleArn(role, node),
        principalArn: role.arn,
        userId: `${role.id}:${node}`,
    };
    facts.caller = caller.arn;
    const action = "eks-auth:AssumeRoleForPodIdentity";
    const decision = authorize(store, caller, { action, resource: cluster.arn });
    noteDecision(facts, decision);
    if (!decision.allowed) {
        throw refusal(caller.arn, action, cluster.arn, decision);
    }
}

/** Role of the node whose agent a pod asks. @throws NoAgent where there is none: EKS user guide, "EKS Pod Identity restrictions" */
function agentRole(cluster: Cluster, node: string): string {
    if (cluster.fargateNodes.has(node)) {
        throw new NoAgent("EKS Pod Identity does not work on Fargate");
    }
    if (cluster.autoNodes.has(node)) {
        return cluster.autoMode?.nodeRoleArn ?? "";
    }
    const group = [...cluster.nodegroups.values()].find(({ nodes }) =>
        nodes.some(({ name }) => name === node),
    );
    if (group === undefined || !cluster.addons.has("eks-pod-identity-agent")) {
        throw new NoAgent(
            `node ${node} of ${cluster.name} has no Pod Identity agent: the add-on eks-pod-identity-agent is missing`,
        );
    }
    return group.nodeRole;
}

async function checkToken(sts: StsDeps, token: string): Promise<void> {
    const claims = claimsOf(token);
    if (!claims.audiences.includes(AUDIENCE)) {
        throw invalidToken(`its audience is ${claims.audiences.join(", ")}, not ${AUDIENCE}`);
    }
    try {
        await verifyToken(token, claims, () => sts.issuerKeys(claims.issuer), sts.now());
    } catch (error) {
        throw error instanceof AwsError && error.code !== "ExpiredTokenException"
            ? invalidToken(error.message)
            : error;
    }
}

function assume(
    sts: StsDeps,
    cluster: Cluster,
    association: PodIdentityAssociation,
    pod: PodTokenClaims,
    facts: CallFacts,
): PodCredentials {
    const sessionName = sessionNameOf(cluster, pod);
    const first = asEks(() =>
        assumeRoleAsService(
            sts,
            {
                service: AUDIENCE,
                roleArn: association.roleArn,
                sessionName,
                durationSeconds: SESSION_SECONDS,
                tags: association.disableSessionTags ? {} : sessionTags(cluster, pod),
                context: {
                    "aws:SourceAccount": cluster.account,
                    "aws:SourceArn": cluster.arn,
                    "aws:SourceOrgID": ORGANISATION_ID,
                },
            },
            facts,
        ),
    );
    facts.issued = first.credentials.accessKeyId;
    if (association.targetRoleArn === undefined) {
        const { credentials, expires, caller } = first;
        return {
            AccessKeyId: credentials.accessKeyId,
            SecretAccessKey: credentials.secretAccessKey,
            Token: credentials.sessionToken,
            AccountId: caller.account,
            Expiration: expires.toISOString(),
        };
    }
    // EKS user guide, "Access AWS resources in another account with EKS Pod Identity target IAM roles".
    const target = {
        RoleArn: association.targetRoleArn,
        RoleSessionName: sessionName,
        ExternalId: association.externalId,
    };
    const chained = asEks(() => assumeRole(sts, first, target, facts));
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } =
        chained.Credentials as Readonly<Record<string, string>>;
    return {
        AccessKeyId: AccessKeyId ?? "",
        SecretAccessKey: SecretAccessKey ?? "",
        Token: SessionToken ?? "",
        AccountId: association.targetRoleArn.split(":")[4] ?? "",
        Expiration: Expiration ?? "",
    };
}

/** EKS user guide, "Grant Pods access to AWS resources based on tags", list of session tags; all of them are transitive. */
function sessionTags(cluster: Cluster, pod: PodTokenClaims): Readonly<Record<string, string>> {
    return {
        "eks-cluster-arn": cluster.arn,
        "eks-cluster-name": cluster.name,
        "kubernetes-namespace": pod.namespace,
        "kubernetes-service-account": pod.serviceAccount,
        "kubernetes-pod-name": pod.pod.name,
        "kubernetes-pod-uid": pod.pod.uid,
    };
}

/** `eks-<cluster>-<pod>-<uuid>`, cut in the middle to STS's 64 characters. */
function sessionNameOf(cluster: Cluster, { pod }: PodTokenClaims): string {
    const id = [8, 4, 4, 4, 12].map(randomHex).join("-");
    return `${`eks-${cluster.name}-${pod.name}`.slice(0, 63 - id.length)}-${id}`;
}

/** The EKS Auth API does not pass errors of STS on to pods. */
function asEks<T>(assumed: () => T): T {
    try {
        return assumed();
    } catch (error) {
        throw error instanceof AwsError && error.code === "AccessDenied"
            ? new AwsError(
                  "AccessDeniedException",
                  "Unauthorized Exception! EKS does not have permissions to assume the associated role.",
                  400,
              )
            : error;
    }
}
