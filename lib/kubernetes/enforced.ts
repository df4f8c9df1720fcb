/**
 * Fields of objects that must be exactly as this program sets them. The Kubernetes provider compares only fields that
 * are set in the inputs: it neither detects nor reverts a rule appended to a Role, a key added to a ConfigMap or an
 * entry in a list that the program leaves empty (pruneMap and pruneSlice in its provider/pkg/provider/util.go, the same
 * in 4.25 and in releases after 4.32).
 */
import type { KubernetesObject } from "./objects";

/** One object, with the fields that are compared in full. */
export interface EnforcedObject {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
    /** Top-level fields by name; null: the object must not have the field. */
    readonly fields: Readonly<Record<string, unknown>>;
}

/** Fields that decide who may do what, by kind, without those that the API server fills in. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
    AppProject: ["spec"],
    ClusterRole: ["rules", "aggregationRule"],
    ClusterRoleBinding: ["subjects"],
    ConfigMap: ["data", "binaryData"],
    NetworkPolicy: ["spec"],
    Role: ["rules"],
    RoleBinding: ["subjects"],
    Secret: ["data"],
};

/** Whether objects of a kind have fields to enforce. */
export function isEnforceable({ kind }: Pick<KubernetesObject, "kind">): boolean {
    return kind in FIELDS;
}

/**
 * The enforced fields of an object.
 * @throws Error if objects of this kind have no such fields
 */
export function enforced(object: KubernetesObject): EnforcedObject {
    const fields = FIELDS[object.kind];
    if (fields === undefined) {
        throw new Error(`${object.kind} has no fields to enforce.`);
    }
    const { name, namespace } = object.metadata;
    return {
        apiVersion: object.apiVersion,
        kind: object.kind,
        ...(namespace === undefined ? {} : { namespace }),
        name,
        fields: Object.fromEntries(fields.map((field) => [field, object[field] ?? null])),
    };
}

/** Plural names as they appear in API paths. */
const PLURALS: Readonly<Record<string, string>> = { NetworkPolicy: "networkpolicies" };

/** Path of an object in the Kubernetes API. */
export function objectPath({
    apiVersion,
    kind,
    name,
    namespace,
}: Pick<EnforcedObject, "apiVersion" | "kind" | "name" | "namespace">): string {
    const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const scope = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
    const plural = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
    return `${group}${scope}/${plural}/${encodeURIComponent(name)}`;
}

/** Name of an object for messages: `Role shop/acme`. */
export function objectName({ kind, name, namespace }: EnforcedObject): string {
    return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
