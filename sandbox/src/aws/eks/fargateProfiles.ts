/** Fargate profiles: which pods run on Fargate. EKS user guide, "Define which Pods use AWS Fargate when launched". */
import type { WaitingPod } from "../contract";
import { egressOf } from "../ec2/egress";
import { readParams } from "../params";
import type { ParamReader } from "../params";
import { like } from "../policy/glob";
import { regionalArn, timestamp } from "../regional";
import type { Action, Params, RequestContext, Result, Service } from "../service";
import { findCluster } from "./clusters";
import { clusterAction, uuid } from "./eks";
import type { Eks } from "./eks";
import { inUse, invalidParameter, limitExceeded, notFound } from "./errors";
import { admitNodeRole, dismissNodeRole } from "./nodeRoles";
import { applyNodes, removeNodes } from "./nodes";
import { checkNodeSubnets } from "./nodegroupRequest";
import { checkPassedRole, podExecutionRole } from "./passedRoles";
import type { Cluster, FargateProfile, FargateSelector } from "./types";

/** The actions on Fargate profiles. */
export function fargateProfileActions(eks: Eks): Service {
    return {
        "eks:CreateFargateProfile": clusterAction("clusterName", (params, request) =>
            createProfile(eks, params, request),
        ),
        "eks:DescribeFargateProfile": onProfile(eks, (params, request) => {
            const { clusterName, fargateProfileName } = readParams(params, readKey);
            const cluster = eks.cluster(request, clusterName);
            return { fargateProfile: view(cluster, existingProfile(cluster, fargateProfileName)) };
        }),
        "eks:ListFargateProfiles": clusterAction("clusterName", (params, request) => {
            const name = readParams(params, (reader) => reader.string("clusterName"));
            return { fargateProfileNames: [...eks.cluster(request, name).fargateProfiles.keys()] };
        }),
        "eks:DeleteFargateProfile": onProfile(eks, (params, request) => {
            const { clusterName, fargateProfileName } = readParams(params, readKey);
            return eks.change(request, clusterName, async (cluster) => {
                const profile = existingProfile(cluster, fargateProfileName);
                // Its pods are deleted with their nodes; their controllers create new ones, which may match no profile.
                cluster.fargateProfiles.delete(fargateProfileName);
                const nodes = [...cluster.fargateNodes.values()].filter(
                    (node) => node.profile === fargateProfileName,
                );
                nodes.forEach((node) => cluster.fargateNodes.delete(node.name));
                await applyNodes(eks, cluster);
                removeNodes(eks, cluster, nodes);
                await dismissNodeRole(eks, cluster, profile.podExecutionRoleArn);
                return { fargateProfile: { ...view(cluster, profile), status: "DELETING" } };
            });
        }),
    };
}

/**
 * The profile that selects a pod, the first by name as EKS does it; none for a pod that is older than its profile, since
 * EKS decides when a pod is created.
 */
export function profileFor(cluster: Cluster, pod: WaitingPod): FargateProfile | undefined {
    // A pod's time of creation has whole seconds.
    const second = (time: string | Date): number => Math.floor(new Date(time).getTime() / 1000);
    return [...cluster.fargateProfiles.values()]
        .filter(({ createdAt }) => second(createdAt) <= second(pod.createdAt))
        .toSorted((a, b) => (a.fargateProfileName < b.fargateProfileName ? -1 : 1))
        .find(({ selectors }) => selectors.some((selector) => selects(selector, pod)));
}

function selects({ namespace, labels }: FargateSelector, pod: WaitingPod): boolean {
    return (
        like(namespace, pod.namespace) &&
        Object.entries(labels).every(
            ([key, value]) => pod.labels[key] !== undefined && like(value, pod.labels[key]),
        )
    );
}

function createProfile(eks: Eks, params: Params, request: RequestContext): Promise<Result> {
    const given = readParams(params, (reader) => {
        reader.ignore("clientRequestToken");
        return {
            ...readKey(reader),
            podExecutionRoleArn: reader.string("podExecutionRoleArn"),
            subnets: reader.maybeStrings("subnets"),
            selectors: checkSelectors(reader.maybeObjects("selectors", readSelector) ?? []),
            tags: reader.tagMap("tags"),
        };
    });
    const { clusterName, fargateProfileName, podExecutionRoleArn } = given;
    return eks.change(request, clusterName, async (cluster) => {
        checkName(cluster, fargateProfileName);
        const id = `fargateprofile/${clusterName}/${fargateProfileName}/${uuid()}`;
        const fargateProfileArn = regionalArn(request, "eks", id);
        const use = podExecutionRole(fargateProfileArn);
        checkPassedRole(eks, request, podExecutionRoleArn, use);
        const profile: FargateProfile = {
            fargateProfileName,
            fargateProfileArn,
            podExecutionRoleArn,
            subnets: privateSubnets(eks, cluster, given.subnets),
            selectors: given.selectors,
            tags: given.tags,
            createdAt: timestamp(),
        };
        await admitNodeRole(eks, cluster, podExecutionRoleArn, "FARGATE_LINUX");
        cluster.fargateProfiles.set(fargateProfileName, profile);
        return { fargateProfile: view(cluster, profile) };
    });
}

/** EKS API Reference, CreateFargateProfile; quotas: EKS user guide, "View and manage Amazon EKS and Fargate service quotas". */
function checkName(cluster: Cluster, name: string): void {
    if (!/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/.test(name)) {
        throw invalidParameter(`The fargate profile name ${name} is invalid`);
    }
    if (/^eks-/i.test(name)) {
        throw invalidParameter("The fargate profile name starts with the reserved prefix: 'eks-'.");
    }
    if (cluster.fargateProfiles.has(name)) {
        throw inUse("A Fargate Profile already exists with this name in this cluster.");
    }
    if (cluster.fargateProfiles.size >= 10) {
        throw limitExceeded("A cluster can have at most 10 Fargate profiles");
    }
}

/** The subnets given, or the cluster's that are private. @throws AwsError InvalidParameterException */
function privateSubnets(
    eks: Eks,
    cluster: Cluster,
    wanted: readonly string[] | undefined,
): readonly string[] {
    const ec2 = eks.ec2(cluster);
    const isPublic = (id: string): boolean => egressOf(ec2, id).kind === "internet-gateway";
    const subnets = wanted ?? cluster.vpcConfig.subnetIds.filter((id) => !isPublic(id));
    checkNodeSubnets(ec2, cluster, subnets);
    const open = subnets.find(isPublic);
    if (open !== undefined) {
        throw invalidParameter(
            `Subnet ${open} provided in Fargate Profile is not a private subnet`,
        );
    }
    return subnets;
}

function readSelector(reader: ParamReader): FargateSelector {
    return {
        namespace: reader.string("namespace"),
        labels: reader.maybeStringMap("labels") ?? {},
    };
}

/** Quotas: EKS user guide, "View and manage Amazon EKS and Fargate service quotas". */
function checkSelectors(selectors: readonly FargateSelector[]): readonly FargateSelector[] {
    if (selectors.length < 1 || selectors.length > 5) {
        throw invalidParameter(`A Fargate profile has 1 to 5 selectors, got ${selectors.length}`);
    }
    if (selectors.some(({ labels }) => Object.keys(labels).length > 5)) {
        throw invalidParameter("A selector of a Fargate profile has at most 5 labels");
    }
    return selectors;
}

function existingProfile(cluster: Cluster, name: string): FargateProfile {
    const profile = cluster.fargateProfiles.get(name);
    if (profile === undefined) {
        throw notFound(`No Fargate Profile found with name: ${name}.`);
    }
    return profile;
}

function onProfile(eks: Eks, run: Action["run"]): Action {
    return {
        resource: (params, request) => {
            const { clusterName, fargateProfileName } = params;
            if (typeof clusterName !== "string" || typeof fargateProfileName !== "string") {
                return regionalArn(request, "eks", "fargateprofile/*");
            }
            return (
                findCluster(eks.store, request, clusterName)?.fargateProfiles.get(
                    fargateProfileName,
                )?.fargateProfileArn ??
                regionalArn(request, "eks", `fargateprofile/${clusterName}/${fargateProfileName}/*`)
            );
        },
        run,
    };
}

function readKey(reader: ParamReader): {
    readonly clusterName: string;
    readonly fargateProfileName: string;
} {
    return {
        clusterName: reader.string("clusterName"),
        fargateProfileName: reader.string("fargateProfileName"),
    };
}

function view(cluster: Cluster, profile: FargateProfile): object {
    return {
        ...profile,
        clusterName: cluster.name,
        status: "ACTIVE",
        health: { issues: [] },
    };
}
