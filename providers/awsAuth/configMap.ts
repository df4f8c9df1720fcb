/** The ConfigMap kube-system/aws-auth over the Kubernetes API: read, made, and written only if nobody else did meanwhile. */
import { failure, isNotFound, kubernetesApi, type Answer } from "../kubernetes/api";
import { AgainError } from "../kubernetes/errors";
import type { Environment } from "../kubernetes/proxy";

/** The object as the API server gave it, whole: what isn't known here goes back as it came. */
export interface ConfigMap {
    readonly metadata: { readonly resourceVersion: string };
    readonly data?: Readonly<Record<string, string>>;
}

/** A cluster's aws-auth. Every method throws AgainError, UnreachableError or UserError. */
export interface AwsAuthConfigMap {
    /** @returns undefined where the API server says that there is none */
    read(): Promise<ConfigMap | undefined>;
    create(mapRoles: string): Promise<void>;
    /** @param read as it was read: its version must still be the present one */
    replace(read: ConfigMap, mapRoles: string): Promise<void>;
}

const COLLECTION = "/api/v1/namespaces/kube-system/configmaps";
const NAME = "aws-auth";

const REMEDIES: Readonly<Record<number, string>> = {
    401: "The cluster doesn't know the identity that runs Pulumi: who created the cluster can map it in aws-auth.",
    403: "The identity that runs Pulumi needs get, create and update on this ConfigMap.",
};

/**
 * @param kubeconfig whose credential is a command; it is asked once for all requests
 * @param environment says which proxy is used
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
                throw new AgainError("somebody deleted it meanwhile");
            }
            if (answer.status !== 200) {
                throw refused("write", answer);
            }
        },
    };
}
