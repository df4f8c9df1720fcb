/** An Argo CD that someone else installed, from upstream's namespaced manifests, by plain requests. */
import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { parseAllDocuments } from "yaml";

import { toolPaths } from "../../../sandbox/src/tools/tools";
import type { KubernetesObject } from "../../../lib/kubernetes/objects";
import type { Session } from "./session";

const CRDS = ["application", "applicationset", "appproject"].map((name) => `crds/${name}-crd.yaml`);

/** Path for creating objects of each kind. */
const COLLECTIONS: Readonly<Record<string, string>> = {
    CustomResourceDefinition: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    ConfigMap: "/api/v1/namespaces/NAMESPACE/configmaps",
    Deployment: "/apis/apps/v1/namespaces/NAMESPACE/deployments",
    NetworkPolicy: "/apis/networking.k8s.io/v1/namespaces/NAMESPACE/networkpolicies",
    Role: "/apis/rbac.authorization.k8s.io/v1/namespaces/NAMESPACE/roles",
    RoleBinding: "/apis/rbac.authorization.k8s.io/v1/namespaces/NAMESPACE/rolebindings",
    Secret: "/api/v1/namespaces/NAMESPACE/secrets",
    Service: "/api/v1/namespaces/NAMESPACE/services",
    ServiceAccount: "/api/v1/namespaces/NAMESPACE/serviceaccounts",
    StatefulSet: "/apis/apps/v1/namespaces/NAMESPACE/statefulsets",
};

/** Installs it into a new namespace. */
export async function installForeignArgoCd(
    session: Session,
    cluster: string,
    namespace: string,
): Promise<void> {
    const create = async (collection: string, body: unknown): Promise<void> => {
        const answer = await session.kubernetes({
            cluster,
            method: "POST",
            path: collection.replace("NAMESPACE", namespace),
            body,
        });
        if (answer.status >= 300) {
            throw new Error(`${collection}: ${answer.status} ${JSON.stringify(answer.body)}`);
        }
    };
    await create("/api/v1/namespaces", {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: namespace },
    });
    for (const object of await manifests([...CRDS, "namespace-install.yaml"])) {
        await create(COLLECTIONS[object.kind]!, configured(object, namespace));
    }
}

async function manifests(files: readonly string[]): Promise<readonly KubernetesObject[]> {
    const { argocdModule } = await toolPaths();
    const texts = await Promise.all(
        files.map((file) => readFile(path.join(argocdModule, "manifests", file), "utf8")),
    );
    return texts
        .flatMap((text) => parseAllDocuments(text))
        .map((document) => document.toJS() as KubernetesObject | null)
        .filter((object) => object !== null);
}

/** Configured by its owner for targets with some namespaces: it does not request what RBAC forbids. */
function configured(object: KubernetesObject, namespace: string): KubernetesObject {
    if (object.kind === "RoleBinding") {
        const subjects = object["subjects"] as readonly object[];
        return { ...object, subjects: subjects.map((subject) => ({ ...subject, namespace })) };
    }
    return object.kind === "ConfigMap" && object.metadata.name === "argocd-cm"
        ? {
              ...object,
              data: {
                  ...(object["data"] as object | undefined),
                  "resource.respectRBAC": "normal",
                  "timeout.reconciliation": "123s",
              },
          }
        : object;
}
