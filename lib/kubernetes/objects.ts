/** Kubernetes objects as plain data. */

/** The fields of a Kubernetes object that this program reads; it keeps all others. */
export interface KubernetesObject {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: {
        readonly name: string;
        readonly namespace?: string;
        readonly labels?: Readonly<Record<string, string>>;
        readonly annotations?: Readonly<Record<string, string>>;
    };
    readonly [field: string]: unknown;
}

/** Adds annotations to an object. */
export function withAnnotations(
    object: KubernetesObject,
    annotations: Readonly<Record<string, string>>,
): KubernetesObject {
    return {
        ...object,
        metadata: {
            ...object.metadata,
            annotations: { ...object.metadata.annotations, ...annotations },
        },
    };
}

/** A Secret's `data`: each text encoded in base64. */
export function secretData(texts: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
    );
}
