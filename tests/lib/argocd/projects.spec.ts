import assert from "node:assert/strict";

import { emptyDefaultProject, targetProject } from "../../../lib/argocd/projects";

const access = { existing: false, secrets: false, roles: false };
const EVERYTHING = [{ group: "*", kind: "*" }];

const TARGET = {
    displayName: "testing-eu",
    endpoint: "https://testing.eks.amazonaws.com",
    scope: { kind: "namespaces", namespaces: { web: access, shop: access } },
    sourceRepos: ["https://example.com/b.git", "https://example.com/a.git"],
} as const;

describe("Project default", () => {
    it("allows nothing", () => {
        assert.deepEqual(emptyDefaultProject("gitops"), {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AppProject",
            metadata: { name: "default", namespace: "gitops" },
            spec: {
                description: "Emptied on purpose: every target has a project of its own.",
                sourceRepos: [],
                destinations: [],
                clusterResourceWhitelist: [],
                namespaceResourceWhitelist: [],
            },
        });
    });
});

describe("A target's project", () => {
    it("allows its repositories in its namespaces, and no cluster resources", () => {
        assert.deepEqual(targetProject(TARGET), {
            description: "Deployments into testing-eu",
            sourceRepos: ["https://example.com/a.git", "https://example.com/b.git"],
            destinations: [
                { server: "https://testing.eks.amazonaws.com", namespace: "shop" },
                { server: "https://testing.eks.amazonaws.com", namespace: "web" },
            ],
            clusterResourceWhitelist: [],
            namespaceResourceWhitelist: EVERYTHING,
        });
    });

    it("allows every namespace and cluster resources for a deployer of the whole cluster", () => {
        const project = targetProject({ ...TARGET, scope: { kind: "cluster" } });
        assert.deepEqual(project.destinations, [
            { server: "https://testing.eks.amazonaws.com", namespace: "*" },
        ]);
        assert.deepEqual(project.clusterResourceWhitelist, EVERYTHING);
    });

    it("allows no repository if none is named", () => {
        assert.deepEqual(targetProject({ ...TARGET, sourceRepos: [] }).sourceRepos, []);
    });
});
