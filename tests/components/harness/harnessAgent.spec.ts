import assert from "node:assert/strict";

import { HarnessAgent, type HarnessAgentArgs } from "../../../components";
import { harnessValues } from "../../../lib/harness/values";
import { ARGO_ROLE, EMPTY_PROJECT, hubCluster } from "../../support/argocd";
import { REACH } from "../../support/fixtures";
import {
    assertChildNames,
    assertNoDefaultProvider,
    assertRefused,
    assertSameInPreview,
    dependencyNames,
    dynamicInputs,
    givenResource,
    goesBefore,
    inventory,
    parentOf,
    registered,
} from "../../support/fleet";
import { HARNESS_FACTS, HARNESS_SECTION } from "../../support/harness";
import { isSecret, revealed, value, type Harness } from "../../support/mocks";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const RELEASE = "kubernetes:helm.sh/v3:Release";
const PROJECT = "kubernetes:argoproj.io/v1alpha1:AppProjectPatch";
const SECRET = "kubernetes:core/v1:Secret";
const ENFORCED = "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects";
const EXISTING_TOKEN = { tokenSecret: undefined, existingSecretName: "agent-token" };

const ROLE = { ...ARGO_ROLE, namespace: "argocd" };

function build(overrides: Partial<HarnessAgentArgs> = {}): HarnessAgent {
    return new HarnessAgent("harness", {
        cluster: hubCluster(),
        role: ROLE,
        ...HARNESS_SECTION,
        secrets: { harnessToken: "t0ken" },
        ...overrides,
    });
}

describe("HarnessAgent", () => {
    let harness: Harness;
    let agent: HarnessAgent | undefined;
    beforeEach(async () => {
        harness = await registered(() => (agent = build()));
    });

    it("creates namespace, token, one Release and an enforced empty project default, and no chart of another kind", () => {
        assert.deepEqual(inventory(harness), [
            "eks-gitops-fleet:index:HarnessAgent harness",
            `${PROJECT} harness-default-project`,
            `${NAMESPACE} harness-namespace`,
            `${SECRET} harness-token`,
            `${RELEASE} harness-release`,
            `${ENFORCED} harness-enforced`,
        ]);
        assertChildNames(harness);
    });

    it("releases exactly the known version, whole or not at all, under the name that Harness's pages have", () => {
        const { values, ...inputs } = harness.one(RELEASE, "harness-release").inputs;
        assert.deepEqual(inputs, {
            name: "argocd",
            namespace: "argocd",
            chart: "gitops-helm",
            version: "1.2.8",
            repositoryOpts: { repo: "https://harness.github.io/gitops-helm/" },
            atomic: true,
            timeout: 900,
            maxHistory: 3,
            compat: "true",
        });
        const expected = harnessValues(HARNESS_FACTS);
        assert.deepEqual(revealed(values), {
            ...expected,
            agent: {
                ...(expected["agent"] as object),
                podAnnotations: {
                    "eks-gitops-fleet/role-arn-hash": "13b0cb0b",
                    "eks-gitops-fleet/token-hash": "b46c0967",
                },
            },
        });
    });

    it("keeps the token in a Secret and out of everything else, and restarts pods when it changes", async () => {
        const { inputs } = harness.one(SECRET, "harness-token");
        assert.ok(isSecret(inputs["data"]));
        const token = Buffer.from("t0ken").toString("base64");
        assert.deepEqual(revealed(inputs["data"]), { GITOPS_AGENT_TOKEN: token });
        assert.deepEqual(inputs["metadata"], { name: "gitops-agent", namespace: "argocd" });
        for (const { inputs, name } of harness.resources) {
            const text = JSON.stringify(inputs);
            assert.equal(text.includes(token) || text.includes("t0ken"), name === "harness-token");
        }
        const values = harness.one(RELEASE, "harness-release").inputs["values"];
        assert.ok(isSecret(values));
        harness = await registered(() => build({ secrets: { harnessToken: "another" } }));
        const renewed = harness.one(RELEASE, "harness-release").inputs["values"];
        assert.notDeepEqual(revealed(renewed), revealed(values));
    });

    it("uses a Secret that is there, in the namespace that is there with it, and shows every value", async () => {
        harness = await registered(() => build(EXISTING_TOKEN));
        assert.deepEqual(inventory(harness), [
            "eks-gitops-fleet:index:HarnessAgent harness",
            `${PROJECT} harness-default-project`,
            `${RELEASE} harness-release`,
            `${ENFORCED} harness-enforced`,
        ]);
        assert.deepEqual(
            harness.one(RELEASE, "harness-release").inputs["values"],
            harnessValues({ ...HARNESS_FACTS, tokenSecretName: "agent-token" }),
        );
    });

    it("leaves namespace and project default of a connected Argo CD alone", async () => {
        harness = await registered(() => build({ argoCd: "connected" }));
        assert.deepEqual(inventory(harness), [
            "eks-gitops-fleet:index:HarnessAgent harness",
            "kubernetes:apps/v1:StatefulSetPatch harness-existing-controller-pods",
            `${SECRET} harness-token`,
            "kubernetes:core/v1:ServiceAccountPatch harness-existing-controller-account",
            `${RELEASE} harness-release`,
        ]);
        // The Argo CD beside it may well be a release argocd.
        const release = harness.one(RELEASE, "harness-release");
        assert.equal(release.inputs["name"], "gitops-agent");
    });

    it("takes the chart from a directory, which was checked before", async () => {
        harness = await registered(() => build({ chart: "./gitops-helm" }));
        const { chart, version, repositoryOpts } = harness.one(RELEASE, "harness-release").inputs;
        assert.deepEqual([chart, version, repositoryOpts], ["./gitops-helm", undefined, undefined]);
    });

    it("starts when nodes, role, namespace and token are there, and goes before them", () => {
        const release = harness.one(RELEASE, "harness-release");
        for (const [type, name] of [
            [NAMESPACE, "given-nodes"],
            [NAMESPACE, "harness-namespace"],
            [SECRET, "harness-token"],
        ] as const) {
            assert.ok(goesBefore(harness, release, harness.one(type, name)), name);
        }
    });

    it("empties project default, whoever makes it, before anything can depend on the agent", async () => {
        const project = harness.one(PROJECT, "harness-default-project");
        assert.deepEqual(project.inputs, {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "AppProject",
            metadata: {
                name: "default",
                namespace: "argocd",
                annotations: { "pulumi.com/patchForce": "true" },
            },
            spec: EMPTY_PROJECT,
        });
        assert.ok(goesBefore(harness, project, harness.one(RELEASE, "harness-release")));
        const urns = await Promise.all(agent!.installation.map(({ urn }) => value(urn)));
        assert.ok(urns.includes(project.urn));
    });

    it("enforces the empty project default, after the patch and before anything can depend on the agent", async () => {
        const enforced = harness.one(ENFORCED, "harness-enforced");
        assert.deepEqual(dynamicInputs(enforced, "enforcedObjects"), {
            ...REACH,
            objects: [
                {
                    apiVersion: "argoproj.io/v1alpha1",
                    kind: "AppProject",
                    namespace: "argocd",
                    name: "default",
                    fields: { spec: EMPTY_PROJECT },
                },
            ],
        });
        assert.deepEqual(dependencyNames(enforced, harness), ["harness-default-project"]);
        assert.equal(parentOf(enforced, harness)?.name, "harness");
        const urns = await Promise.all(agent!.installation.map(({ urn }) => value(urn)));
        assert.deepEqual(urns, [
            harness.one(NAMESPACE, "harness-namespace").urn,
            harness.one(SECRET, "harness-token").urn,
            harness.one(RELEASE, "harness-release").urn,
            harness.one(PROJECT, "harness-default-project").urn,
            enforced.urn,
        ]);
    });

    it("labels its namespace with Pod Security level baseline, or the configured one", async () => {
        assert.deepEqual(harness.one(NAMESPACE, "harness-namespace").inputs["metadata"], {
            name: "argocd",
            labels: { "pod-security.kubernetes.io/enforce": "baseline" },
        });
        harness = await registered(() => build({ podSecurity: "restricted" }));
        assert.deepEqual(harness.one(NAMESPACE, "harness-namespace").inputs["metadata"], {
            name: "argocd",
            labels: { "pod-security.kubernetes.io/enforce": "restricted" },
        });
    });

    it("lets its objects die with a cluster of ours, and deletes them by call from another's", async () => {
        const children = (): readonly string[] =>
            harness.resources
                .filter(
                    ({ type, name }) =>
                        (type.startsWith("kubernetes:") || type === ENFORCED) &&
                        !name.startsWith("given-"),
                )
                .map(({ deletedWith }) => deletedWith);
        assert.deepEqual(children(), Array(5).fill(""));
        harness = await registered(() =>
            build({ cluster: hubCluster({ cluster: givenResource("cluster") }) }),
        );
        assert.deepEqual(children(), Array(5).fill(harness.one(NAMESPACE, "given-cluster").urn));
    });

    it("acts in the given cluster", () => {
        assertNoDefaultProvider(harness);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});

describe("HarnessAgent and what exists", () => {
    const patches = async (changes: Partial<HarnessAgentArgs>): Promise<readonly string[]> => {
        const harness = await registered(() => build(changes));
        assertNoDefaultProvider(harness);
        return inventory(harness).filter((line) => /Patch |Release /.test(line));
    };

    it("patches nothing of a managed agent but its project default, whether the agent has made it or not", async () => {
        assert.deepEqual(await patches({}), [
            `${PROJECT} harness-default-project`,
            `${RELEASE} harness-release`,
        ]);
    });

    it("gives a connected Argo CD's controller the role, and no other part of it", async () => {
        assert.deepEqual(await patches({ argoCd: "connected" }), [
            "kubernetes:apps/v1:StatefulSetPatch harness-existing-controller-pods",
            "kubernetes:core/v1:ServiceAccountPatch harness-existing-controller-account",
            `${RELEASE} harness-release`,
        ]);
    });

    it("gives an agent that is there the role, and installs nothing", async () => {
        assert.deepEqual(await patches({ install: "existing", tokenSecret: undefined }), [
            "kubernetes:apps/v1:DeploymentPatch harness-existing-agent-pods",
            "kubernetes:apps/v1:StatefulSetPatch harness-existing-controller-pods",
            "kubernetes:core/v1:ServiceAccountPatch harness-existing-agent-account",
            "kubernetes:core/v1:ServiceAccountPatch harness-existing-controller-account",
        ]);
    });
});

describe("HarnessAgent in code", () => {
    it("creates no NetworkPolicies around a connected Argo CD unless told to", async () => {
        const policy = async (changes: Partial<HarnessAgentArgs>): Promise<unknown> => {
            const harness = await registered(() => build({ ...EXISTING_TOKEN, ...changes }));
            const values = harness.one(RELEASE, "harness-release").inputs["values"];
            return (values as { harness: { networkPolicy: object } }).harness.networkPolicy;
        };
        assert.deepEqual(await policy({}), { create: true });
        assert.deepEqual(await policy({ argoCd: "connected" }), { create: false });
        assert.deepEqual(await policy({ argoCd: "connected", networkPolicy: true }), {
            create: true,
        });
        assert.deepEqual(await policy({ networkPolicy: false }), { create: false });
    });

    it("rejects what the stack file rejects, all at once", async () => {
        await assertRefused(
            () => build({ orgIdentifier: undefined, secrets: {} }),
            /^HarnessAgent harness: [^]*\n {2}orgIdentifier: missing; .*\n {2}secrets\.harnessToken: missing;/,
        );
        await assertRefused(
            () => build({ tokenSecret: undefined }),
            /^HarnessAgent harness: [^]*\n {2}tokenSecret: missing;/,
        );
    });

    it("takes values and transforms above its own", async () => {
        const harness = await registered(() =>
            build({
                ...EXISTING_TOKEN,
                values: { agent: { replicas: 3 } },
                transform: { release: { timeout: 60 } },
            }),
        );
        const { timeout, values } = harness.one(RELEASE, "harness-release").inputs;
        const expected = harnessValues({ ...HARNESS_FACTS, tokenSecretName: "agent-token" });
        assert.equal(timeout, 60);
        assert.deepEqual(values, {
            ...expected,
            agent: { ...(expected["agent"] as object), replicas: 3 },
        });
    });
});
