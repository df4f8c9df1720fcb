/**
 * Manual edits of objects that decide who may do what. A refresh must show each, and `up --refresh` must restore the
 * object.
 */
import { isDeepStrictEqual } from "node:util";

import type { Session } from "./session";
import { contents, type Listed } from "./standing";
import type { Step } from "./steps";

/** An object as the API server returns it. */
interface KubernetesObject extends Listed {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: Listed["metadata"] & {
        readonly uid: string;
        readonly resourceVersion: string;
    };
    readonly spec: Readonly<Record<string, unknown>>;
    readonly rules: readonly object[];
    readonly subjects: readonly object[];
    readonly data: Readonly<Record<string, string>>;
}

export interface Edit {
    /** The edit, as a noun. */
    readonly what: string;
    readonly cluster: "management" | "testing";
    readonly path: string;
    /** Merge patch for the current object; without one it is deleted. */
    readonly patch?: (object: KubernetesObject) => object;
    /** Object to create in place of the deleted one. @default nothing */
    readonly successor?: (object: KubernetesObject) => object;
}

const RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces";
const ARGO_CD = "/api/v1/namespaces/argocd";
const PROJECTS = "/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects";
const DEPLOYER = "gitops-acme-deployer";
const ENFORCE = "pod-security.kubernetes.io/enforce";

const EVERYTHING = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };
const READ_SECRETS = { apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] };
const STRANGERS = { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "strangers" };
const ANYWHERE = [{ server: "*", namespace: "*" }];
const ANY_KIND = [{ group: "*", kind: "*" }];

const addRule =
    (rule: object) =>
    (role: KubernetesObject): object => ({ rules: [...role.rules, rule] });
const addSubject = ({ subjects }: KubernetesObject): object => ({
    subjects: [...subjects, STRANGERS],
});
const write = (patch: object) => (): object => patch;
const data = (values: Readonly<Record<string, string | null>>) => write({ data: values });
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const label = (level: string | null): ReturnType<typeof write> =>
    write({ metadata: { labels: { [ENFORCE]: level } } });
const annotate = (role: string | null) =>
    write({ metadata: { annotations: { "eks.amazonaws.com/role-arn": role } } });

/**
 * For fleet acme with target testing, which deploys to the existing namespace default and to the created namespace
 * shop. At most one edit per object.
 */
export const EDITS: readonly Edit[] = [
    {
        what: "a rule added to the Deployer's Role",
        cluster: "testing",
        path: `${RBAC}/shop/roles/${DEPLOYER}`,
        patch: addRule(READ_SECRETS),
    },
    {
        what: "all rules removed from the Deployer's Role in another namespace",
        cluster: "testing",
        path: `${RBAC}/default/roles/${DEPLOYER}`,
        patch: write({ rules: [] }),
    },
    {
        what: "a subject added to the Deployer's RoleBinding",
        cluster: "testing",
        path: `${RBAC}/shop/rolebindings/${DEPLOYER}`,
        patch: addSubject,
    },
    {
        what: "the Deployer's RoleBinding recreated for cluster-admin",
        cluster: "testing",
        path: `${RBAC}/default/rolebindings/${DEPLOYER}`,
        successor: ({ apiVersion, kind, subjects }) => ({
            apiVersion,
            kind,
            metadata: { name: DEPLOYER },
            roleRef: {
                apiGroup: "rbac.authorization.k8s.io",
                kind: "ClusterRole",
                name: "cluster-admin",
            },
            subjects,
        }),
    },
    {
        what: "a target's AppProject opened to every destination and kind, with a role in Argo CD",
        cluster: "management",
        path: `${PROJECTS}/acme.testing`,
        patch: write({
            spec: {
                destinations: ANYWHERE,
                clusterResourceWhitelist: ANY_KIND,
                sourceNamespaces: ["*"],
                roles: [{ name: "strangers", groups: ["strangers"], policies: [] }],
            },
        }),
    },
    {
        what: "project default opened to everything",
        cluster: "management",
        path: `${PROJECTS}/default`,
        patch: write({
            spec: {
                sourceRepos: ["*"],
                destinations: ANYWHERE,
                clusterResourceWhitelist: ANY_KIND,
                namespaceResourceWhitelist: ANY_KIND,
            },
        }),
    },
    {
        what: "another role set on a ServiceAccount",
        cluster: "management",
        path: `${ARGO_CD}/serviceaccounts/argocd-server`,
        patch: annotate("arn:aws:iam::111111111111:role/another"),
    },
    {
        what: "the role removed from a ServiceAccount",
        cluster: "management",
        path: `${ARGO_CD}/serviceaccounts/argocd-application-controller`,
        patch: annotate(null),
    },
    {
        what: "a registration widened by a namespace, with a key added",
        cluster: "management",
        path: `${ARGO_CD}/secrets/acme.testing`,
        patch: data({ namespaces: base64("default,kube-system,shop"), shard: base64("0") }),
    },
    {
        what: "a key changed and a key added in argocd-cm",
        cluster: "management",
        path: `${ARGO_CD}/configmaps/argocd-cm`,
        patch: data({ "cluster.inClusterEnabled": "true", "accounts.stranger": "apiKey, login" }),
    },
    {
        what: "a policy added to argocd-rbac-cm, which is empty",
        cluster: "management",
        path: `${ARGO_CD}/configmaps/argocd-rbac-cm`,
        patch: data({ "policy.default": "role:admin" }),
    },
    {
        what: "a key removed from argocd-cmd-params-cm",
        cluster: "management",
        path: `${ARGO_CD}/configmaps/argocd-cmd-params-cm`,
        patch: data({ "applicationsetcontroller.enable.scm.providers": null }),
    },
    {
        what: "a rule added to a Role of Argo CD",
        cluster: "management",
        path: `${RBAC}/argocd/roles/argocd-server`,
        patch: addRule(EVERYTHING),
    },
    {
        what: "a subject added to a RoleBinding of Argo CD",
        cluster: "management",
        path: `${RBAC}/argocd/rolebindings/argocd-application-controller`,
        patch: addSubject,
    },
    {
        what: "a Role of Argo CD deleted",
        cluster: "management",
        path: `${RBAC}/argocd/roles/argocd-notifications-controller`,
    },
    {
        what: "a NetworkPolicy opened to everyone",
        cluster: "management",
        path: "/apis/networking.k8s.io/v1/namespaces/argocd/networkpolicies/argocd-redis-network-policy",
        patch: ({ spec }) => ({ spec: { ingress: [...(spec["ingress"] as object[]), {}] } }),
    },
    {
        what: "a lower Pod Security level set on a namespace",
        cluster: "testing",
        path: "/api/v1/namespaces/shop",
        patch: label("privileged"),
    },
    {
        what: "the Pod Security level removed from an existing namespace",
        cluster: "testing",
        path: "/api/v1/namespaces/default",
        patch: label(null),
    },
    {
        what: "the Pod Security level removed from Argo CD's namespace",
        cluster: "management",
        path: "/api/v1/namespaces/argocd",
        patch: label(null),
    },
];

/** Name of an object as `shownObjects` has it: `Role shop/gitops-acme-deployer`. */
export function nameOf(object: object): string {
    const { kind, metadata, name, namespace } = object as {
        readonly kind: string;
        readonly metadata?: { readonly name: string; readonly namespace?: string };
        readonly name?: string;
        readonly namespace?: string;
    };
    const found = metadata ?? { name, namespace };
    return `${kind} ${found.namespace ?? ""}/${found.name}`;
}

/**
 * Objects that steps change, sorted: those of the Kubernetes provider, and those that an EnforcedObjects reports as
 * different.
 */
export function shownObjects(steps: readonly Step[]): readonly string[] {
    const names = steps.flatMap(({ after, before, type }) => {
        if (type.startsWith("kubernetes:")) {
            return [nameOf(before ?? after ?? {})];
        }
        const now = after?.["live"];
        const then = before?.["live"];
        // Secret values are masked.
        return type.endsWith(":EnforcedObjects") && Array.isArray(now) && Array.isArray(then)
            ? now
                  .filter((object, index) => !isDeepStrictEqual(object, then[index]))
                  .map((object) => nameOf(object as object))
            : [];
    });
    return [...new Set(names)].sort();
}

/** The current state of an edited object. */
export async function objectOf(
    session: Session,
    { cluster, path }: Pick<Edit, "cluster" | "path">,
): Promise<KubernetesObject> {
    const { body, status } = await session.kubernetes({ cluster, path });
    if (status !== 200) {
        throw new Error(`${path} in ${cluster}: ${JSON.stringify(body)}`);
    }
    return body as KubernetesObject;
}

/** All written fields of an object; if it is only patched, also its uid. */
export async function written(session: Session, edit: Edit): Promise<object> {
    const object = await objectOf(session, edit);
    const identity = edit.patch === undefined ? {} : { uid: object.metadata.uid };
    return { ...identity, ...contents(object) };
}

/** Edits an object by hand. @throws Error if the API server rejects the edit, or if nothing changed */
export async function editByHand(session: Session, edit: Edit): Promise<void> {
    const { cluster, patch, path, successor } = edit;
    const object = await objectOf(session, edit);
    const send = async (method: string, to: string, body?: object): Promise<KubernetesObject> => {
        const answer = await session.kubernetes({
            cluster,
            method,
            path: `${to}?fieldManager=kubectl-edit`,
            ...(body === undefined ? {} : { body }),
        });
        if (answer.status >= 300) {
            throw new Error(`${method} ${to} in ${cluster}: ${JSON.stringify(answer.body)}`);
        }
        return answer.body as KubernetesObject;
    };
    if (patch !== undefined) {
        const { metadata } = await send("PATCH", path, patch(object));
        if (metadata.resourceVersion === object.metadata.resourceVersion) {
            throw new Error(`${path} in ${cluster} already was as it was edited`);
        }
        return;
    }
    await send("DELETE", path);
    if (successor !== undefined) {
        await send("POST", path.slice(0, path.lastIndexOf("/")), successor(object));
    }
}
