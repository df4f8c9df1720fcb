/** Kubernetes objects as plain data. */

/** The parts of a Kubernetes object that this program looks at; the rest is carried along. */
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

/** An object with more annotations. */
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

/** A Secret's `data`: each text in base64, as the API server has it. */
export function secretData(texts: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
    );
}
