import assert from "node:assert/strict";

import {
    BOOTSTRAP_RULES,
    bootstrapApplication,
    bootstrapApplicationSet,
    bootstrapGroup,
    bootstrapName,
    bootstrapProject,
    bootstrapServer,
    bootstrapUserName,
} from "../../../lib/argocd/bootstrap";
import type { AppOfAppsConfig, ApplicationSetConfig } from "../../../lib/argocd/types";
import { registrationName } from "../../../lib/naming/names";

const SOURCE = {
    repoUrl: "https://git.example.com/fleet.git",
    path: "apps",
    targetRevision: "main",
    onDelete: "cascade",
} as const;
const APPS: AppOfAppsConfig = { ...SOURCE, kind: "appOfApps", recurse: false };
const SET: ApplicationSetConfig = {
    ...SOURCE,
    kind: "applicationSet",
    perCluster: false,
    clusterLabels: {},
};

interface Matrix {
    readonly generators: readonly [
        {
            readonly matrix: {
                readonly generators: readonly [
                    { readonly clusters: { readonly selector: { readonly matchLabels: object } } },
                    {
                        readonly git: {
                            readonly directories: readonly { readonly path: string }[];
                        };
                    },
                ];
            };
        },
    ];
}

function generators(set: ApplicationSetConfig): readonly [labels: object, path: string] {
    const [clusters, git] = (bootstrapApplicationSet(set) as unknown as Matrix).generators[0].matrix
        .generators;
    return [clusters.clusters.selector.matchLabels, git.git.directories[0]!.path];
}

describe("The permissions of an App-of-Apps", () => {
    it("allow writing Applications and ApplicationSets, but no Secrets, ServiceAccounts, projects or RBAC", () => {
        assert.deepEqual(BOOTSTRAP_RULES, [
            {
                apiGroups: ["argoproj.io"],
                resources: ["applications", "applicationsets"],
                verbs: ["get", "list", "watch", "create", "update", "patch", "delete"],
            },
        ]);
    });

    it("match its project: one repository, one namespace of one cluster, two kinds", () => {
        const project = bootstrapProject({
            server: "https://a1.eks.amazonaws.com:443",
            namespace: "argocd",
            repoUrl: SOURCE.repoUrl,
        });
        assert.deepEqual(project, {
            description: "Applications from the bootstrap repository",
            sourceRepos: [SOURCE.repoUrl],
            destinations: [{ server: "https://a1.eks.amazonaws.com:443", namespace: "argocd" }],
            clusterResourceWhitelist: [],
            namespaceResourceWhitelist: [
                { group: "argoproj.io", kind: "Application" },
                { group: "argoproj.io", kind: "ApplicationSet" },
            ],
        });
    });

    it("use another cluster URL than the management cluster as a target", () => {
        const endpoint = "https://a1.gr7.eu-west-1.eks.amazonaws.com";
        assert.equal(bootstrapServer(endpoint), `${endpoint}:443`);
        assert.equal(new URL(bootstrapServer(endpoint)).host, new URL(endpoint).host);
    });

    it("use names that no target and no other fleet can have", () => {
        assert.equal(bootstrapName("acme"), "acme.argocd.bootstrap");
        assert.ok(!bootstrapName("acme").startsWith(registrationName("acme", "bootstrap")));
        assert.equal(bootstrapGroup("acme"), "gitops:acme:bootstrap");
        assert.equal(bootstrapUserName("acme"), "gitops:acme:bootstrap:{{SessionName}}");
    });
});

describe("An App-of-Apps", () => {
    const facts = { project: "acme.argocd.bootstrap", cluster: "acme.hub", namespace: "argocd" };

    it("reads a directory and writes into the agent's namespace, by its own project", () => {
        assert.deepEqual(bootstrapApplication(APPS, facts), {
            project: "acme.argocd.bootstrap",
            source: {
                repoURL: SOURCE.repoUrl,
                path: "apps",
                targetRevision: "main",
            },
            destination: { name: "acme.hub", namespace: "argocd" },
            syncPolicy: {
                automated: { prune: true, selfHeal: true },
                retry: { limit: 5, backoff: { duration: "5s", factor: 2, maxDuration: "3m" } },
            },
        });
    });

    it("reads subdirectories if configured", () => {
        const { source } = bootstrapApplication({ ...APPS, recurse: true }, facts);
        assert.deepEqual((source as { directory: unknown }).directory, { recurse: true });
    });
});

describe("An ApplicationSet over the clusters", () => {
    it("creates an Application for each directory on each cluster, in the project that the registration names", () => {
        const { template, goTemplateOptions } = bootstrapApplicationSet(SET);
        assert.deepEqual(goTemplateOptions, ["missingkey=error"]);
        assert.deepEqual(template, {
            metadata: { name: "{{ .project }}.{{ .path.basenameNormalized }}" },
            spec: {
                project: "{{ .project }}",
                source: {
                    repoURL: SOURCE.repoUrl,
                    path: "{{ .path.path }}",
                    targetRevision: "main",
                },
                destination: { name: "{{ .name }}", namespace: "{{ .path.basename }}" },
                syncPolicy: {
                    automated: { prune: true, selfHeal: true },
                    retry: { limit: 5, backoff: { duration: "5s", factor: 2, maxDuration: "3m" } },
                },
            },
        });
    });

    it("gives Applications names that no guestbook can have, whatever their directories", () => {
        const { template } = bootstrapApplicationSet(SET);
        const { name } = (template as { metadata: { name: string } }).metadata;
        const rendered = name
            .replace("{{ .project }}", registrationName("acme", "testing"))
            .replace("{{ .path.basenameNormalized }}", "guestbook");
        assert.equal(rendered, "acme.testing.guestbook");
        assert.notEqual(rendered, `${registrationName("acme", "testing")}-guestbook`);
    });

    it("selects only registered clusters, and of those only the ones with all the labels", () => {
        const registered = { "argocd.argoproj.io/secret-type": "cluster" };
        assert.deepEqual(generators(SET)[0], registered);
        const clusterLabels = {
            environment: "production",
            "argocd.argoproj.io/secret-type": "repository",
        };
        assert.deepEqual(generators({ ...SET, clusterLabels })[0], {
            environment: "production",
            ...registered,
        });
    });

    it("reads the directories below its own path, or below one path per cluster", () => {
        assert.equal(generators(SET)[1], "apps/*");
        assert.equal(generators({ ...SET, perCluster: true })[1], "apps/{{ .name }}/*");
        assert.equal(generators({ ...SET, path: "." })[1], "*");
        assert.equal(generators({ ...SET, path: ".", perCluster: true })[1], "{{ .name }}/*");
    });

    it("deploys into the one configured namespace", () => {
        const { template } = bootstrapApplicationSet({ ...SET, namespace: "shop" });
        const { spec } = template as { spec: { destination: unknown } };
        assert.deepEqual(spec.destination, { name: "{{ .name }}", namespace: "shop" });
    });

    it("deletes workloads with the Applications, or keeps them", () => {
        // Argo CD removes a false value when it writes the object, and a refresh would show that.
        assert.ok(!("syncPolicy" in bootstrapApplicationSet(SET)));
        assert.deepEqual(bootstrapApplicationSet({ ...SET, onDelete: "orphan" })["syncPolicy"], {
            preserveResourcesOnDeletion: true,
        });
    });
});
