import assert from "node:assert/strict";

import {
    enforcedSettings,
    renderInstallation,
    separateWorkloads,
    type InstallationFacts,
} from "../../../lib/argocd/installation";
import { CLUSTER_CLIENTS } from "../../../lib/argocd/release";
import { argoCdSettings, settingsAnnotations } from "../../../lib/argocd/settings";
import type { KubernetesObject } from "../../../lib/kubernetes/objects";
import { ARGO_CD, HOSTILE, POD_FACTS } from "../../support/argocd";
import { INSTALLATION } from "../../support/fixtures";

const FACTS: InstallationFacts = { ...POD_FACTS, namespace: "gitops" };
const SETTINGS_HASH = settingsAnnotations(FACTS.settings);
const STS = [
    { name: "AWS_REGION", value: "eu-west-1" },
    { name: "AWS_STS_REGIONAL_ENDPOINTS", value: "regional" },
];

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
    it("keeps the number and order of the objects", () => {
        const identity = ({ kind, metadata }: KubernetesObject): string =>
            `${kind} ${metadata.name}`;
        assert.deepEqual(rendered().map(identity), INSTALLATION.map(identity));
    });

    it("sets the namespace of every object, which upstream leaves to kubectl", () => {
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

    it("gives the role, with the regional STS, to the three components that access clusters, and to no other", () => {
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
                annotations: { "eks-gitops-fleet/role-arn-hash": "13b0cb0b", ...SETTINGS_HASH },
            });
            const other = pods(kind, name, { ...FACTS, roleArn: "arn:other" }).template;
            assert.notDeepEqual(other.metadata, metadata);
        });

        it(`makes the projected token readable for pods of ${name}, sets the regional STS, and changes nothing else of them`, () => {
            assert.equal(pods(kind, name).replicas, 1);
            assert.deepEqual(pods(kind, name).template.spec, {
                serviceAccountName: name,
                securityContext: { runAsNonRoot: true, fsGroup: 999 },
                containers: [{ name, image: "argocd", env: STS }],
            });
        });
    }

    it("restarts pods that access no cluster when settings change, and changes nothing else of them", () => {
        const upstream = INSTALLATION.find(
            ({ kind, metadata }) => kind === "Deployment" && metadata.name === "argocd-repo-server",
        )!["spec"] as Pods;
        const { template, ...spec } = pods("Deployment", "argocd-repo-server");
        assert.deepEqual(
            { ...spec, template: template.spec },
            {
                ...upstream,
                template: upstream.template.spec,
            },
        );
        assert.deepEqual(template.metadata, {
            ...upstream.template.metadata,
            annotations: SETTINGS_HASH,
        });
    });

    it("does not change redis: it reads no settings, and a restart would empty the cache", () => {
        const redis = {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "argocd-redis", namespace: "gitops" },
            spec: {
                template: {
                    metadata: { labels: { app: "redis" } },
                    spec: {
                        serviceAccountName: "argocd-redis",
                        initContainers: [{ name: "secret-init", image: "quay.io/a/argocd:v1" }],
                        containers: [{ name: "redis", image: "public.ecr.aws/redis:8" }],
                    },
                },
            },
        };
        assert.deepEqual(renderInstallation([redis], FACTS), [redis]);
    });

    it("takes the images of all containers from the mirror", () => {
        const imageRegistry = "mirror.example.com";
        const pod = {
            serviceAccountName: "argocd-redis",
            initContainers: [{ name: "secret-init", image: "quay.io/argoproj/argocd:v1" }],
            containers: [{ name: "redis", image: "public.ecr.aws/docker/library/redis:8" }],
        };
        const [object] = renderInstallation(
            [
                {
                    apiVersion: "apps/v1",
                    kind: "Deployment",
                    metadata: { name: "argocd-redis" },
                    spec: { template: { spec: pod } },
                },
            ],
            { ...FACTS, imageRegistry },
        );
        const { template } = object!["spec"] as Pods;
        assert.deepEqual(template.spec, {
            ...pod,
            initContainers: [
                { name: "secret-init", image: "mirror.example.com/argoproj/argocd:v1" },
            ],
            containers: [{ name: "redis", image: "mirror.example.com/docker/library/redis:8" }],
        });
    });

    it("sets the proxy of components with external connections, after upstream's own variables", () => {
        const proxy = { httpsProxy: "http://proxy:3128", noProxy: [] };
        const { template } = pods("Deployment", "argocd-repo-server", { ...FACTS, proxy });
        const [container] = template.spec["containers"] as { env: { name: string }[] }[];
        assert.deepEqual(
            container!.env.map(({ name }) => name),
            ["HTTPS_PROXY", "NO_PROXY"],
        );
    });

    it("annotates no ServiceAccount for Pod Identity, but restarts pods for it", () => {
        const facts = { ...FACTS, identity: "podIdentity" } as const;
        assert.deepEqual(
            rendered(facts).filter(({ metadata }) => metadata.annotations !== undefined),
            [],
        );
        assert.notDeepEqual(
            pods("Deployment", "argocd-server", facts).template.metadata,
            pods("Deployment", "argocd-server").template.metadata,
        );
    });

    it("configures Argo CD by its three ConfigMaps, merged over upstream's settings, and changes no other", () => {
        const settings = argoCdSettings({
            ...ARGO_CD,
            rbac: { policyCsv: "g, platform, role:admin" },
        });
        const map = (name: string, data?: object): KubernetesObject => ({
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name },
            ...(data === undefined ? {} : { data }),
        });
        const configured = renderInstallation(
            [
                map("argocd-cm", { kept: "1", "cluster.inClusterEnabled": "true" }),
                map("argocd-cmd-params-cm", { "redis.server": "argocd-redis-ha-haproxy:6379" }),
                map("argocd-rbac-cm"),
                map("argocd-tls-certs-cm"),
            ],
            { ...FACTS, settings },
        );
        assert.deepEqual(
            configured.map(({ data }) => data),
            [
                { kept: "1", ...settings.config },
                { "redis.server": "argocd-redis-ha-haproxy:6379", ...settings.params },
                { "policy.csv": "g, platform, role:admin" },
                undefined,
            ],
        );
    });

    for (const hostile of HOSTILE) {
        it(`keeps ${JSON.stringify(hostile)} one value of a ConfigMap`, () => {
            const config = { "ui.bannercontent": hostile };
            const settings = argoCdSettings({ ...ARGO_CD, config });
            const { data } = find("ConfigMap", "argocd-cm", { ...FACTS, settings });
            assert.deepEqual(data, { ...settings.config, ...config });
        });
    }

    it("grants nothing beyond upstream: adds or changes no Role and no ClusterRole", () => {
        const grants = (objects: readonly KubernetesObject[]): unknown[] =>
            objects.filter(({ kind }) => kind.endsWith("Role")).map((one) => one["rules"]);
        assert.deepEqual(grants(rendered()), grants(INSTALLATION));
    });

    it("does not modify upstream's manifests", () => {
        const before = JSON.stringify(INSTALLATION);
        rendered();
        assert.equal(JSON.stringify(INSTALLATION), before);
    });
});

describe("separateWorkloads", () => {
    it("separates what needs nodes, including Services that Pulumi waits for, and loses nothing", () => {
        const service = { apiVersion: "v1", kind: "Service", metadata: { name: "argocd-server" } };
        const objects = [...INSTALLATION, service];
        const { settings, workloads } = separateWorkloads(objects);
        const kinds = new Set(workloads.map(({ kind }) => kind));
        assert.deepEqual([...kinds].sort(), ["Deployment", "Service", "StatefulSet"]);
        assert.ok(settings.every(({ kind }) => !kinds.has(kind)));
        assert.deepEqual(new Set([...settings, ...workloads]), new Set(objects));
    });
});

describe("enforcedSettings", () => {
    it("selects RBAC, network policies and the three ConfigMaps of the program, unchanged and in their order", () => {
        const object = (kind: string, name: string): KubernetesObject => ({
            apiVersion: "v1",
            kind,
            metadata: { name },
        });
        const enforced = [
            object("Role", "argocd-server"),
            object("ConfigMap", "argocd-rbac-cm"),
            object("RoleBinding", "argocd-server"),
            object("ConfigMap", "argocd-cm"),
            object("NetworkPolicy", "argocd-server-network-policy"),
            object("ConfigMap", "argocd-cmd-params-cm"),
        ];
        const left = [
            object("ServiceAccount", "argocd-server"),
            object("Secret", "argocd-secret"),
            object("Secret", "argocd-notifications-secret"),
            object("ConfigMap", "argocd-gpg-keys-cm"),
            object("ConfigMap", "argocd-notifications-cm"),
            object("ConfigMap", "argocd-ssh-known-hosts-cm"),
            object("ConfigMap", "argocd-tls-certs-cm"),
        ];
        const mixed = left.flatMap((one, index) => [one, ...enforced.slice(index, index + 1)]);
        assert.equal(mixed.length, enforced.length + left.length);
        assert.deepEqual(enforcedSettings(mixed), enforced);
    });
});
