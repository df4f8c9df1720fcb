/** What a deployer may do in a namespace, as an explicit list that can be reviewed. */
import type { NamespaceAccess } from "./access";

/** A rule of a Role, as in rbac.authorization.k8s.io/v1. */
export interface PolicyRule {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
}

const READ = ["get", "list", "watch"];
const WRITE = [...READ, "create", "update", "patch", "delete"];

/** Namespaced kinds that applications are made of. */
const WORKLOADS: readonly PolicyRule[] = [
    {
        apiGroups: [""],
        resources: [
            "configmaps",
            "endpoints",
            "limitranges",
            "persistentvolumeclaims",
            "pods",
            "podtemplates",
            "replicationcontrollers",
            "resourcequotas",
            "serviceaccounts",
            "services",
        ],
        verbs: WRITE,
    },
    { apiGroups: [""], resources: ["events", "pods/log"], verbs: READ },
    {
        apiGroups: ["apps"],
        resources: [
            "controllerrevisions",
            "daemonsets",
            "deployments",
            "replicasets",
            "statefulsets",
        ],
        verbs: WRITE,
    },
    { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: WRITE },
    { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: WRITE },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: READ },
    { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"], verbs: WRITE },
    { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: WRITE },
];

/**
 * Rules of a deployer's Role in one namespace. They never include escalate, bind or impersonate: even with `roles`, the
 * API server lets a deployer grant only permissions that it has.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
 */
export function namespaceRules(access: NamespaceAccess): readonly PolicyRule[] {
    return [
        ...WORKLOADS,
        ...(access.secrets ? [{ apiGroups: [""], resources: ["secrets"], verbs: WRITE }] : []),
        ...(access.roles
            ? [
                  {
                      apiGroups: ["rbac.authorization.k8s.io"],
                      resources: ["roles", "rolebindings"],
                      verbs: WRITE,
                  },
              ]
            : []),
    ];
}
