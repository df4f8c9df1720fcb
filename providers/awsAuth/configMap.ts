/**
 * Accesses the ConfigMap kube-system/aws-auth through the Kubernetes API: reads and creates it, and replaces it only if
 * nobody else changed it in between.
 */
import { failure, isNotFound, kubernetesApi, type Answer } from "../kubernetes/api";
import { AgainError } from "../kubernetes/errors";
import type { Environment } from "../kubernetes/proxy";

/** The complete object as the API server returned it: fields that are unknown here are sent back unchanged. */
export interface ConfigMap {
    readonly metadata: { readonly resourceVersion: string };
    readonly data?: Readonly<Record<string, string>>;
}

/** A cluster's aws-auth. Every method throws AgainError, UnreachableError or UserError. */
export interface AwsAuthConfigMap {
    /** @returns undefined if the API server reports that the ConfigMap does not exist */
    read(): Promise<ConfigMap | undefined>;
    create(mapRoles: string): Promise<void>;
    /** @param read the ConfigMap as it was read: its version must still be current */
    replace(read: ConfigMap, mapRoles: string): Promise<void>;
}

const COLLECTION = "/api/v1/namespaces/kube-system/configmaps";
const NAME = "aws-auth";

const REMEDIES: Readonly<Record<number, string>> = {
    401: "The cluster does not know the identity that runs Pulumi: the cluster's creator can map it in aws-auth.",
    403: "The identity that runs Pulumi needs get, create and update on this ConfigMap.",
};

/**
 * @param kubeconfig its credential is a command, which runs once for all requests
 * @param environment decides which proxy is used
 */
export function awsAuthConfigMap(kubeconfig: string, environment: Environment): AwsAuthConfigMap {
    const api = kubernetesApi(kubeconfig, environment);
    const refused = (verb: string, answer: Answer): Error =>
        failure(`Can't ${verb} kube-system/aws-auth`, api, answer, REMEDIES);

    return {
        read: async () => {
            const answer = await api.send("GET", `${COLLECTION}/${NAME}`);
            if (answer.status === 200) {
                return answer.body as ConfigMap;
            }
            if (isNotFound(answer)) {
                return undefined;
            }
            throw refused("read", answer);
        },
        create: async (mapRoles) => {
            const answer = await api.send("POST", COLLECTION, {
                apiVersion: "v1",
                kind: "ConfigMap",
                metadata: { name: NAME, namespace: "kube-system" },
                data: { mapRoles },
            });
            if (answer.status !== 201) {
                throw refused("create", answer);
            }
        },
        replace: async (read, mapRoles) => {
            const answer = await api.send("PUT", `${COLLECTION}/${NAME}`, {
                ...read,
                data: { ...read.data, mapRoles },
            });
            if (isNotFound(answer)) {
                throw new AgainError("someone deleted it in the meantime");
            }
            if (answer.status !== 200) {
                throw refused("write", answer);
            }
        },
    };
}
