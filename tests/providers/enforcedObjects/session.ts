/** Objects in a cluster, and the provider that enforces them. */
import assert from "node:assert/strict";

import { enforced, objectPath } from "../../../lib/kubernetes/enforced";
import type { KubernetesObject } from "../../../lib/kubernetes/objects";
import {
    enforcedObjectsProvider,
    type EnforcedObjectsProvider,
    type EnforcedState,
} from "../../../providers/enforcedObjects/provider";
import { FakeApi, type Json } from "../kubernetes/fakeApi";

const RBAC = "rbac.authorization.k8s.io/v1";

export const ROLE = {
    apiVersion: RBAC,
    kind: "Role",
    metadata: { name: "deployer", namespace: "shop" },
    rules: [{ apiGroups: ["apps"], resources: ["deployments"], verbs: ["get"] }],
};
export const BINDING = {
    apiVersion: RBAC,
    kind: "RoleBinding",
    metadata: { name: "deployer", namespace: "shop" },
    subjects: [{ kind: "Group", name: "deployers", apiGroup: "rbac.authorization.k8s.io" }],
};
export const CLUSTER_ROLE = {
    apiVersion: RBAC,
    kind: "ClusterRole",
    metadata: { name: "deployer" },
    rules: ROLE.rules,
};
export const SETTINGS = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "argocd-cm", namespace: "argocd" },
    data: { "admin.enabled": "false" },
};
export const POLICY = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "argocd-server", namespace: "argocd" },
    spec: { podSelector: {}, ingress: [] as Json[], policyTypes: ["Ingress"] },
};
export const PROJECT = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: "default", namespace: "argocd" },
    spec: { sourceRepos: [] as string[], destinations: [] as Json[] },
};
export const SECRET = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "testing", namespace: "argocd" },
    data: { server: "aHR0cHM6Ly90ZXN0aW5n" },
};

export const ROLE_PATH = "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/deployer";

export function pathOf({ metadata, ...object }: KubernetesObject): string {
    return objectPath({ ...object, ...metadata });
}

/** Inputs that enforce objects. */
export function state(...objects: readonly KubernetesObject[]): EnforcedState {
    return {
        clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/management",
        kubeconfig: "kubeconfig",
        objects: objects.map(enforced),
    };
}

/** State shared by the tests of a suite; the constructor installs the hooks. */
export class Session {
    public api!: FakeApi;
    public provider!: EnforcedObjectsProvider;
    /** Kubeconfigs that the provider connected with. */
    public kubeconfigs: string[] = [];
    /** Milliseconds of simulated sleep. */
    public waits: number[] = [];

    public constructor() {
        beforeEach(() => {
            this.api = new FakeApi();
            this.kubeconfigs = [];
            this.waits = [];
            this.provider = this.providerWith({ deleteUnreachable: false });
        });
    }

    public providerWith(decided: { readonly deleteUnreachable: boolean }): EnforcedObjectsProvider {
        return enforcedObjectsProvider({
            ...decided,
            connect: (kubeconfig) => {
                this.kubeconfigs.push(kubeconfig);
                return this.api;
            },
            sleep: (milliseconds) => {
                this.waits.push(milliseconds);
                return Promise.resolve();
            },
        });
    }

    /** Creates objects as their own resources would, and this resource's state. */
    public async create(...objects: readonly KubernetesObject[]): Promise<EnforcedState> {
        objects.forEach((object) => this.api.write(pathOf(object), object));
        const { outs } = await this.provider.create(state(...objects));
        this.api.requests.length = 0;
        return outs!;
    }

    /** Result of a refresh, and whether it differs from the program's inputs. */
    public async refresh(
        known: EnforcedState,
        wanted: EnforcedState,
    ): Promise<{ readonly props: EnforcedState; readonly changes: boolean }> {
        const { id, inputs, props } = await this.provider.read("id", known);
        assert.equal(id, "id");
        const { clusterArn, kubeconfig } = known;
        assert.deepEqual(inputs, { clusterArn, kubeconfig, objects: props!.objects });
        const { changes, replaces } = this.provider.diff(props!, wanted);
        assert.deepEqual(replaces, []);
        return { props: props!, changes: changes! };
    }
}
