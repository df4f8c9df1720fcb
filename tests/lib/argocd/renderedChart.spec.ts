/**
 * Upstream's chart, rendered by the helm command with this program's values. The chart is not part of the repository:
 *
 * helm pull oci://ghcr.io/argoproj/argo-helm/argo-cd --version 10.1.1 --untar ARGO_CD_CHART=./argo-cd
 * node_modules/.bin/mocha --grep "rendered chart"
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { parseAllDocuments } from "yaml";

import { helmValues, type HelmFacts } from "../../../lib/argocd/helmValues";
import { ARGO_CD_CHART, CLUSTER_CLIENTS } from "../../../lib/argocd/release";
import { argoCdSettings } from "../../../lib/argocd/settings";
import type { KubernetesObject } from "../../../lib/kubernetes/objects";
import { ADMIN, ARGO_CD, HOSTILE, POD_FACTS, ROLE_ARN } from "../../support/argocd";

const chart = process.env["ARGO_CD_CHART"];
const hasHelm = spawnSync("helm", ["version", "--short"]).status === 0;

interface Workload {
    readonly spec: {
        readonly template: {
            readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
            readonly spec: {
                readonly serviceAccountName?: string;
                readonly securityContext?: Readonly<Record<string, unknown>>;
                readonly initContainers?: readonly { readonly image: string }[];
                readonly containers: readonly {
                    readonly image: string;
                    readonly env?: readonly { readonly name: string; readonly value?: string }[];
                }[];
            };
        };
    };
}

function render(facts: Partial<HelmFacts> = {}, more: object = {}): readonly KubernetesObject[] {
    const values = helmValues({ ...POD_FACTS, highAvailability: false, ...facts });
    const configs = { ...(values["configs"] as object), ...more };
    const text = execFileSync(
        "helm",
        ["template", "argocd", chart!, "-n", "gitops", "--kube-version", "1.35.0", "-f", "-"],
        { input: JSON.stringify({ ...values, configs }), maxBuffer: 64 * 1024 * 1024 },
    ).toString();
    return parseAllDocuments(text)
        .map((document) => document.toJS() as KubernetesObject | null)
        .filter((object) => object !== null);
}

function ofKind(objects: readonly KubernetesObject[], kind: string): readonly KubernetesObject[] {
    return objects.filter((object) => object.kind === kind);
}

function workloads(objects: readonly KubernetesObject[]): readonly Workload["spec"]["template"][] {
    return objects
        .filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet")
        .map((object) => (object as unknown as Workload).spec.template);
}

function configMap(objects: readonly KubernetesObject[], name: string): Record<string, string> {
    const found = ofKind(objects, "ConfigMap").find(({ metadata }) => metadata.name === name);
    return found!["data"] as Record<string, string>;
}

if (chart === undefined || !hasHelm) {
    describe("The rendered chart", () => {
        it(`was NOT RUN and proves nothing: ${chart === undefined ? "ARGO_CD_CHART is not set to a directory with it" : "there is no helm command"}`, () => {
            assert.ok(chart === undefined || !hasHelm);
        });
    });
} else {
    describe(`The rendered chart ${ARGO_CD_CHART.version}`, function () {
        this.timeout(60_000);
        let objects: readonly KubernetesObject[];
        before(() => {
            objects = render();
        });

        it("has the known version and images", () => {
            const images = new Set(
                workloads(objects).flatMap(({ spec }) =>
                    [...spec.containers, ...(spec.initContainers ?? [])].map(
                        ({ image }) => image.split(":")[0]!,
                    ),
                ),
            );
            const { argocd, dex, redis } = ARGO_CD_CHART.images;
            assert.deepEqual([...images].sort(), [argocd, dex, redis].sort());
            assert.ok(JSON.stringify(objects).includes(`${argocd}:${ARGO_CD_CHART.appVersion}`));
        });

        it("has no ClusterRole, no ClusterRoleBinding, and no wildcard rule", () => {
            assert.deepEqual(ofKind(objects, "ClusterRole"), []);
            assert.deepEqual(ofKind(objects, "ClusterRoleBinding"), []);
            for (const { metadata, rules } of ofKind(objects, "Role")) {
                assert.equal(metadata.namespace, "gitops");
                assert.doesNotMatch(JSON.stringify(rules), /"\*"/, metadata.name);
            }
            for (const { roleRef } of ofKind(objects, "RoleBinding")) {
                assert.equal((roleRef as { kind: string }).kind, "Role");
            }
        });

        it("annotates the three ServiceAccounts that access clusters, and no other", () => {
            const annotated = ofKind(objects, "ServiceAccount").filter(({ metadata }) =>
                JSON.stringify(metadata.annotations ?? {}).includes(ROLE_ARN),
            );
            assert.deepEqual(
                annotated.map(({ metadata }) => metadata.name).sort(),
                CLUSTER_CLIENTS,
            );
        });

        it("makes tokens readable for their pods, restarts them with the role, and sets the STS endpoint", () => {
            for (const name of CLUSTER_CLIENTS) {
                const [template] = workloads(objects).filter(
                    ({ spec }) => spec.serviceAccountName === name,
                );
                assert.equal(template!.spec.securityContext?.["fsGroup"], 999, name);
                assert.equal(
                    template!.metadata.annotations?.["eks-gitops-fleet/role-arn-hash"],
                    "13b0cb0b",
                );
                const { env } = template!.spec.containers[0]!;
                const value = (wanted: string): string | undefined =>
                    env?.find(({ name }) => name === wanted)?.value;
                assert.equal(value("AWS_REGION"), "eu-west-1");
                assert.equal(value("AWS_STS_REGIONAL_ENDPOINTS"), "regional");
            }
        });

        it("restarts pods when settings change", () => {
            const annotations = (from: readonly KubernetesObject[]): readonly unknown[] =>
                workloads(from)
                    .filter(({ spec }) => CLUSTER_CLIENTS.includes(spec.serviceAccountName ?? ""))
                    .map(({ metadata }) => metadata.annotations);
            const settings = argoCdSettings({ ...ARGO_CD, params: { "server.insecure": "true" } });
            for (const [index, one] of annotations(render({ settings })).entries()) {
                assert.notDeepEqual(one, annotations(objects)[index]);
            }
        });

        it("configures Argo CD as the manifests do", () => {
            const { config, params } = POD_FACTS.settings;
            const cm = configMap(objects, "argocd-cm");
            for (const [key, text] of Object.entries(config)) {
                assert.equal(cm[key], text);
            }
            assert.ok(!("url" in cm) && !("application.instanceLabelKey" in cm));
            const cmd = configMap(objects, "argocd-cmd-params-cm");
            for (const [key, text] of Object.entries(params)) {
                assert.equal(cmd[key], text);
            }
        });

        it("limits ingress by its own policies, and egress by none", () => {
            const policies = ofKind(objects, "NetworkPolicy");
            assert.ok(policies.length > 0);
            for (const { spec } of policies) {
                assert.deepEqual((spec as { policyTypes: unknown }).policyTypes, ["Ingress"]);
            }
        });

        it("keeps the CRDs on uninstall", () => {
            const definitions = ofKind(objects, "CustomResourceDefinition");
            assert.equal(definitions.length, 3);
            for (const { metadata } of definitions) {
                assert.equal(metadata.annotations?.["helm.sh/resource-policy"], "keep");
            }
        });

        it("stores the admin's hash in argocd-secret unchanged", () => {
            const secret = {
                argocdServerAdminPassword: ADMIN.passwordHash,
                argocdServerAdminPasswordMtime: ADMIN.passwordMtime,
            };
            const [found] = ofKind(render({}, { secret }), "Secret").filter(
                ({ metadata }) => metadata.name === "argocd-secret",
            );
            assert.deepEqual(found!["data"], {
                "admin.password": Buffer.from(ADMIN.passwordHash).toString("base64"),
                "admin.passwordMtime": Buffer.from(ADMIN.passwordMtime).toString("base64"),
            });
        });

        it("spreads redis over three nodes with high availability", () => {
            const redis = ofKind(render({ highAvailability: true }), "StatefulSet").find(
                ({ metadata }) => metadata.name === "argocd-redis-ha-server",
            );
            const { replicas, template } = redis!["spec"] as {
                replicas: number;
                template: { spec: { affinity: { podAntiAffinity: object } } };
            };
            assert.equal(replicas, 3);
            assert.ok(
                "requiredDuringSchedulingIgnoredDuringExecution" in
                    template.spec.affinity.podAntiAffinity,
            );
        });

        it("takes every image from the mirror", () => {
            const imageRegistry = "mirror.example.com/cache";
            for (const highAvailability of [false, true]) {
                const rendered = render({ highAvailability, imageRegistry });
                for (const { spec } of workloads(rendered)) {
                    for (const { image } of [...spec.containers, ...(spec.initContainers ?? [])]) {
                        assert.ok(image.startsWith("mirror.example.com/cache/"), image);
                    }
                }
            }
        });

        for (const hostile of HOSTILE.filter((text) => !text.includes("\u0000"))) {
            it(`keeps ${JSON.stringify(hostile)} one value, even if it looks like a template`, () => {
                const settings = argoCdSettings({
                    ...ARGO_CD,
                    config: { "ui.bannercontent": hostile },
                    params: { "otlp.headers": hostile },
                    rbac: { policyCsv: hostile, scopes: [hostile] },
                });
                const rendered = render({ settings });
                assert.equal(configMap(rendered, "argocd-cm")["ui.bannercontent"], hostile);
                assert.equal(configMap(rendered, "argocd-cmd-params-cm")["otlp.headers"], hostile);
                assert.equal(configMap(rendered, "argocd-rbac-cm")["policy.csv"], hostile);
                assert.equal(rendered.length, objects.length);
            });
        }
    });
}
