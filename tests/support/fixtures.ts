/** Complete, valid arguments; tests override one field. */
import type { ClusterReach } from "../../components";
import type { KubernetesObject } from "../../lib/kubernetes/objects";
import type { RoleSettings } from "../../lib/iam/settings";
import type { ClusterConfig } from "../../lib/cluster/types";
import type { TargetConfig } from "../../lib/fleet/target";

/** A stack's minimal raw configuration. */
export const RAW_CONFIG = {
    fleet: "acme",
    operatorCidrs: ["203.0.113.0/24"],
    provisionerRoleName: "Provisioner",
    management: { accountId: "111111111111", region: "eu-west-1", clusterName: "management" },
    targets: {
        testing: {
            accountId: "222222222222",
            region: "eu-central-1",
            clusterName: "testing",
            access: { namespaces: { default: { existing: true } } },
        },
    },
    guestbook: { targets: ["testing"] },
} as const;

/** Two targets in the same place, one of them with every option, and one in another account and region. */
export const FULL_CONFIG = {
    ...RAW_CONFIG,
    tags: { owner: "platform" },
    management: {
        ...RAW_CONFIG.management,
        network: { availabilityZones: 3, natGateway: "perZone" },
        admins: { oncall: "arn:aws:iam::111111111111:role/OnCall" },
    },
    targets: {
        testing: RAW_CONFIG.targets.testing,
        staging: {
            accountId: "222222222222",
            region: "eu-central-1",
            clusterName: "staging",
            displayName: "staging-eu",
            access: {
                namespaces: { shop: { secrets: true, roles: true }, default: { existing: true } },
            },
            sourceRepos: ["https://example.com/apps.git"],
        },
        prod: {
            accountId: "333333333333",
            region: "us-east-1",
            clusterName: "prod",
            displayName: "prod-us",
            endpointAccess: "private",
            access: "cluster",
        },
    },
    argocd: { namespace: "gitops", manifests: "./manifests" },
    guestbook: { targets: ["testing", "prod"] },
};

export const ROLE_SETTINGS: RoleSettings = { path: "/" };

export const CLUSTER: ClusterConfig = {
    kind: "created",
    roleSettings: ROLE_SETTINGS,
    accountId: "111111111111",
    region: "eu-west-1",
    provisionerRoleArn: "arn:aws:iam::111111111111:role/Provisioner",
    clusterName: "management",
    kubernetesVersion: "1.35",
    endpointAccess: { kind: "allowList", cidrs: ["203.0.113.0/24"] },
    upgradePolicy: "STANDARD",
    network: {
        kind: "created",
        cidr: "10.0.0.0/16",
        zones: { kind: "count", count: 2 },
        natGateway: "single",
    },
    nodes: {
        kind: "managed",
        instanceTypes: ["t3.large"],
        minSize: 2,
        desiredSize: 2,
        maxSize: 4,
        diskSize: 50,
        amiType: "AL2023_x86_64_STANDARD",
        capacityType: "ON_DEMAND",
        labels: {},
        taints: [],
    },
    addons: {
        "vpc-cni": { version: "v1.21.1-eksbuild.3" },
        "kube-proxy": { version: "v1.35.0-eksbuild.2" },
        coredns: { version: "v1.13.2-eksbuild.1" },
    },
    admins: { provisioner: "arn:aws:iam::111111111111:role/Provisioner" },
    logs: { types: ["api", "audit", "authenticator"], retentionInDays: 90 },
    encryption: { kind: "awsOwned" },
    deletionProtection: false,
    tags: { owner: "platform" },
};

/** Arguments of a cluster like that one. */
export const CLUSTER_ARGS = {
    fleet: "acme",
    accountId: "111111111111",
    region: "eu-west-1",
    clusterName: "management",
    operatorCidrs: ["203.0.113.0/24"],
    provisionerRoleArn: "arn:aws:iam::111111111111:role/Provisioner",
} as const;

/** How dynamic resources connect to a cluster. */
export const REACH: ClusterReach = {
    clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/management",
    kubeconfig: "{}",
};

/** A target as it is configured, on the small cluster. */
export const TARGET: TargetConfig = {
    cluster: { ...CLUSTER, accountId: "222222222222", clusterName: "testing-cluster" },
    args: {
        ...CLUSTER_ARGS,
        accountId: "222222222222",
        clusterName: "testing-cluster",
        provisionerRoleArn: "arn:aws:iam::222222222222:role/Provisioner",
    },
    identity: "testing",
    displayName: "testing-eu",
    access: {
        kind: "namespaces",
        namespaces: { shop: { existing: true, secrets: false, roles: false } },
    },
    sourceRepos: ["https://example.com/apps.git"],
    labels: {},
    annotations: {},
};

/** Minimal custom resource definitions, as YAML. */
export const CRDS = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: applications.argoproj.io
`;

/** Upstream's namespaced installation, reduced: one of each kind that is rewritten, and some that are not. */
export const INSTALLATION: readonly KubernetesObject[] = [
    serviceAccount("argocd-application-controller"),
    serviceAccount("argocd-applicationset-controller"),
    serviceAccount("argocd-repo-server"),
    serviceAccount("argocd-server"),
    {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "Role",
        metadata: { name: "argocd-server" },
        rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }],
    },
    {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata: { name: "argocd-server" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "argocd-server" },
        subjects: [{ kind: "ServiceAccount", name: "argocd-server" }],
    },
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "argocd-cm" } },
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "argocd-rbac-cm" } },
    workload("Deployment", "argocd-applicationset-controller"),
    workload("Deployment", "argocd-repo-server"),
    workload("Deployment", "argocd-server"),
    workload("StatefulSet", "argocd-application-controller"),
];

function serviceAccount(name: string): KubernetesObject {
    return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } };
}

function workload(kind: string, name: string): KubernetesObject {
    return {
        apiVersion: "apps/v1",
        kind,
        metadata: { name },
        spec: {
            replicas: 1,
            template: {
                metadata: { labels: { app: name } },
                spec: {
                    serviceAccountName: name,
                    securityContext: { runAsNonRoot: true },
                    containers: [{ name, image: "argocd" }],
                },
            },
        },
    };
}
