import assert from "node:assert/strict";

import { renderInstallation, separateWorkloads } from "../../../components/lib/argocd/installation";
import { CLUSTER_CLIENTS } from "../../../components/lib/argocd/release";
import type { KubernetesObject } from "../../../components/lib/kubernetes/objects";
import { INSTALLATION } from "../../support/fixtures";

const FACTS = { namespace: "gitops", roleArn: "arn:aws:iam::111111111111:role/acme-argocd" };

interface Pods {
    readonly replicas: number;
    readonly template: {
        readonly metadata: Readonly<Record<string, unknown>>;
        readonly spec: Readonly<Record<string, unknown>>;
    };
}

function rendered(facts = FACTS): readonly KubernetesObject[] {
    return renderInstallation(INSTALLATION, facts);
}

function find(kind: string, name: string, facts = FACTS): KubernetesObject {
    return rendered(facts).find((one) => one.kind === kind && one.metadata.name === name)!;
}

function pods(kind: string, name: string, facts = FACTS): Pods {
    return find(kind, name, facts)["spec"] as Pods;
}

describe("renderInstallation", () => {
    it("keeps number and order of the objects", () => {
        const identity = ({ kind, metadata }: KubernetesObject): string =>
            `${kind} ${metadata.name}`;
        assert.deepEqual(rendered().map(identity), INSTALLATION.map(identity));
    });

    it("places every object in the namespace, since upstream leaves that to kubectl", () => {
        assert.deepEqual(
            [...new Set(rendered().map(({ metadata }) => metadata.namespace))],
            ["gitops"],
        );
    });

    it("binds the ServiceAccounts of that namespace", () => {
        assert.deepEqual(find("RoleBinding", "argocd-server")["subjects"], [
            { kind: "ServiceAccount", name: "argocd-server", namespace: "gitops" },
        ]);
    });

    it("gives the role, by the region's STS, to the three that reach clusters and to no other", () => {
        const annotated = rendered()
            .filter(({ metadata }) => metadata.annotations !== undefined)
            .map(({ kind, metadata }) => [kind, metadata.name, metadata.annotations]);
        assert.deepEqual(
            annotated,
            CLUSTER_CLIENTS.map((name) => [
                "ServiceAccount",
                name,
                {
                    "eks.amazonaws.com/role-arn": FACTS.roleArn,
                    "eks.amazonaws.com/sts-regional-endpoints": "true",
                },
            ]),
        );
    });

    for (const [kind, name] of [
        ["StatefulSet", "argocd-application-controller"],
        ["Deployment", "argocd-applicationset-controller"],
        ["Deployment", "argocd-server"],
    ] as const) {
        it(`restarts the pods of ${name} when the role changes`, () => {
            const { metadata } = pods(kind, name).template;
            assert.deepEqual(metadata, {
                labels: { app: name },
                annotations: { "eks-gitops-fleet/role-arn-hash": "13b0cb0b" },
            });
            const other = pods(kind, name, { ...FACTS, roleArn: "arn:other" }).template;
            assert.notDeepEqual(other.metadata, metadata);
        });

        it(`lets the pods of ${name} read the projected token, and changes nothing else of them`, () => {
            assert.equal(pods(kind, name).replicas, 1);
            assert.deepEqual(pods(kind, name).template.spec, {
                serviceAccountName: name,
                securityContext: { runAsNonRoot: true, fsGroup: 999 },
                containers: [{ name, image: "argocd" }],
            });
        });
    }

    it("leaves the pods that reach no cluster as they are", () => {
        const upstream = INSTALLATION.find(
            ({ kind, metadata }) => kind === "Deployment" && metadata.name === "argocd-repo-server",
        )!;
        assert.deepEqual(pods("Deployment", "argocd-repo-server"), upstream["spec"]);
    });

    it("turns the in-cluster destination off and asks for what RBAC allows", () => {
        assert.deepEqual(find("ConfigMap", "argocd-cm")["data"], {
            "cluster.inClusterEnabled": "false",
            "resource.respectRBAC": "normal",
        });
    });

    it("keeps upstream's other settings and touches no other ConfigMap", () => {
        const [configured, other] = renderInstallation(
            [
                {
                    apiVersion: "v1",
                    kind: "ConfigMap",
                    metadata: { name: "argocd-cm" },
                    data: { kept: "1", "cluster.inClusterEnabled": "true" },
                },
                { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "argocd-rbac-cm" } },
            ],
            FACTS,
        );
        assert.deepEqual(configured!["data"], {
            kept: "1",
            "cluster.inClusterEnabled": "false",
            "resource.respectRBAC": "normal",
        });
        assert.equal(other!["data"], undefined);
    });

    it("grants nothing beyond upstream: no Role and no ClusterRole is added or changed", () => {
        const grants = (objects: readonly KubernetesObject[]): unknown[] =>
            objects.filter(({ kind }) => kind.endsWith("Role")).map((one) => one["rules"]);
        assert.deepEqual(grants(rendered()), grants(INSTALLATION));
    });

    it("leaves upstream's manifests as they were", () => {
        const before = JSON.stringify(INSTALLATION);
        rendered();
        assert.equal(JSON.stringify(INSTALLATION), before);
    });
});

describe("separateWorkloads", () => {
    it("takes what needs nodes, Services that are awaited among it, and loses nothing", () => {
        const service = { apiVersion: "v1", kind: "Service", metadata: { name: "argocd-server" } };
        const objects = [...INSTALLATION, service];
        const { settings, workloads } = separateWorkloads(objects);
        const kinds = new Set(workloads.map(({ kind }) => kind));
        assert.deepEqual([...kinds].sort(), ["Deployment", "Service", "StatefulSet"]);
        assert.ok(settings.every(({ kind }) => !kinds.has(kind)));
        assert.deepEqual(new Set([...settings, ...workloads]), new Set(objects));
    });
});
