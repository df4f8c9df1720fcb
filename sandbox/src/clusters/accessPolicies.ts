/**
 * EKS access policies as RBAC rules. On EKS a managed authorizer applies them; here each is a ClusterRole.
 * Rules after "Review access policy permissions" of the Amazon EKS user guide
 * (https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html), by policy:
 *
 * | policy              | rules                                                                            |
 * |---------------------|----------------------------------------------------------------------------------|
 * | ClusterAdminPolicy  | everything                                                                       |
 * | AdminPolicy         | Edit, plus roles and rolebindings, without the verbs `escalate` and `bind`: a role |
 * |                     | can be written or bound only by users who already have what it grants            |
 * | EditPolicy          | View, plus secrets, writing workloads, and `impersonate` of ServiceAccounts      |
 * | ViewPolicy          | reading workloads, without secrets and RBAC                                      |
 * | AdminViewPolicy     | reading everything, secrets included                                             |
 * | SecretReaderPolicy  | reading secrets                                                                  |
 *
 * Policies for EKS's own components (AutoNode, BlockStorage, ...) are not known here.
 */

/** An RBAC rule. */
export interface Rule {
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly nonResourceURLs?: readonly string[];
    readonly verbs: readonly string[];
}

/** A policy as the body of a ClusterRole. */
export interface AccessPolicyRole {
    /** Name of the policy and, behind `sandbox:access:`, of its ClusterRole. */
    readonly policy: string;
    readonly rules: readonly Rule[];
}

const read = ["get", "list", "watch"];
const write = ["create", "delete", "deletecollection", "patch", "update"];

const workloads = {
    apps: ["daemonsets", "deployments", "replicasets", "statefulsets"],
    batch: ["cronjobs", "jobs"],
    extensions: ["daemonsets", "deployments", "ingresses", "networkpolicies", "replicasets"],
    "networking.k8s.io": ["ingresses", "networkpolicies"],
    policy: ["poddisruptionbudgets"],
    autoscaling: ["horizontalpodautoscalers"],
};

const scaled = {
    apps: ["deployments/scale", "replicasets/scale", "statefulsets/scale"],
    extensions: ["deployments/scale", "replicasets/scale", "replicationcontrollers/scale"],
};

const status = {
    apps: ["daemonsets", "deployments", "replicasets", "statefulsets"],
    batch: ["cronjobs", "jobs"],
    extensions: ["daemonsets", "deployments", "ingresses", "replicasets"],
    "networking.k8s.io": ["ingresses"],
    policy: ["poddisruptionbudgets"],
    autoscaling: ["horizontalpodautoscalers"],
};

const reachPods = ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy"];

const viewRules: readonly Rule[] = [
    ...rulesFor(workloads, read),
    ...rulesFor(scaled, read),
    ...rulesFor(statusOf(status), read),
    { apiGroups: ["apps"], resources: ["controllerrevisions"], verbs: read },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
    {
        apiGroups: [""],
        resources: [
            "configmaps",
            "endpoints",
            "persistentvolumeclaims",
            "persistentvolumeclaims/status",
            "pods",
            "replicationcontrollers",
            "replicationcontrollers/scale",
            "serviceaccounts",
            "services",
            "services/status",
        ],
        verbs: read,
    },
    {
        apiGroups: [""],
        resources: [
            "bindings",
            "events",
            "limitranges",
            "namespaces",
            "namespaces/status",
            "pods/log",
            "pods/status",
            "replicationcontrollers/status",
            "resourcequotas",
            "resourcequotas/status",
        ],
        verbs: read,
    },
];

const editRules: readonly Rule[] = [
    ...viewRules,
    ...rulesFor(workloads, write),
    ...rulesFor(scaled, write),
    {
        apiGroups: ["apps", "extensions"],
        resources: ["deployments/rollback"],
        verbs: write,
    },
    { apiGroups: [""], resources: [...reachPods, "secrets", "services/proxy"], verbs: read },
    { apiGroups: [""], resources: ["pods", ...reachPods], verbs: write },
    {
        apiGroups: [""],
        resources: [
            "configmaps",
            "events",
            "persistentvolumeclaims",
            "replicationcontrollers",
            "replicationcontrollers/scale",
            "secrets",
            "serviceaccounts",
            "services",
            "services/proxy",
        ],
        verbs: write,
    },
    { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["impersonate"] },
];

/** All policies known here. */
export const accessPolicyRoles: readonly AccessPolicyRole[] = [
    {
        policy: "AmazonEKSClusterAdminPolicy",
        rules: [
            { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
            { nonResourceURLs: ["*"], verbs: ["*"] },
        ],
    },
    {
        policy: "AmazonEKSAdminPolicy",
        rules: [
            ...editRules,
            {
                apiGroups: ["authorization.k8s.io"],
                resources: ["localsubjectaccessreviews"],
                verbs: ["create"],
            },
            {
                apiGroups: ["rbac.authorization.k8s.io"],
                resources: ["rolebindings", "roles"],
                verbs: [...read, ...write],
            },
        ],
    },
    { policy: "AmazonEKSEditPolicy", rules: editRules },
    { policy: "AmazonEKSViewPolicy", rules: viewRules },
    {
        policy: "AmazonEKSAdminViewPolicy",
        rules: [{ apiGroups: ["*"], resources: ["*"], verbs: read }],
    },
    {
        policy: "AmazonEKSSecretReaderPolicy",
        rules: [{ apiGroups: [""], resources: ["secrets"], verbs: read }],
    },
];

/**
 * Name of a policy from its ARN.
 * @throws Error when the sandbox does not know it
 */
export function policyName(policyArn: string): string {
    const name = /^arn:[^:]+:eks::aws:cluster-access-policy\/(.+)$/.exec(policyArn)?.[1];
    if (name === undefined || !accessPolicyRoles.some(({ policy }) => policy === name)) {
        throw new Error(`the sandbox does not know the access policy ${policyArn}`);
    }
    return name;
}

type ResourcesByGroup = Readonly<Record<string, readonly string[]>>;

function rulesFor(groups: ResourcesByGroup, verbs: readonly string[]): readonly Rule[] {
    return Object.entries(groups).map(([group, resources]) => ({
        apiGroups: [group],
        resources,
        verbs,
    }));
}

function statusOf(groups: ResourcesByGroup): ResourcesByGroup {
    return Object.fromEntries(
        Object.entries(groups).map(([group, resources]) => [
            group,
            resources.map((resource) => `${resource}/status`),
        ]),
    );
}
