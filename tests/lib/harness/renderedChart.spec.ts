/**
 * Harness's chart, rendered by the helm command with this program's values. The chart is not part of the repository:
 *
 * helm pull gitops-helm --repo https://harness.github.io/gitops-helm/ --version 1.2.8 --untar
 * HARNESS_CHART=./gitops-helm node_modules/.bin/mocha --grep "Harness's rendered chart"
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { parseAllDocuments } from "yaml";

import { HARNESS_CHART, HARNESS_CLUSTER_CLIENTS } from "../../../lib/harness/release";
import { harnessValues, type HarnessFacts } from "../../../lib/harness/values";
import type { KubernetesObject } from "../../../lib/kubernetes/objects";
import { ROLE_ARN } from "../../support/argocd";
import { HARNESS_FACTS } from "../../support/harness";

const chart = process.env["HARNESS_CHART"];
const hasHelm = spawnSync("helm", ["version", "--short"]).status === 0;

interface Template {
    readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
    readonly spec: {
        readonly serviceAccountName?: string;
        readonly securityContext?: Readonly<Record<string, unknown>>;
        readonly containers: readonly {
            readonly env?: readonly { readonly name: string; readonly value?: string }[];
            readonly envFrom?: readonly Readonly<
                Record<string, { readonly name: string } | undefined>
            >[];
        }[];
    };
}

function render(facts: Partial<HarnessFacts> = {}): readonly KubernetesObject[] {
    const text = execFileSync(
        "helm",
        ["template", "argocd", chart!, "-n", "gitops", "--kube-version", "1.35.0", "-f", "-"],
        {
            input: JSON.stringify(harnessValues({ ...HARNESS_FACTS, ...facts })),
            maxBuffer: 64 * 1024 * 1024,
        },
    ).toString();
    return parseAllDocuments(text)
        .map((document) => document.toJS() as KubernetesObject | null)
        .filter((object) => object !== null);
}

function named(objects: readonly KubernetesObject[], kind: string): readonly string[] {
    return objects
        .filter((object) => object.kind === kind)
        .map(({ metadata }) => metadata.name)
        .sort();
}

function one(objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject {
    const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
    assert.ok(found, `${kind} ${name}`);
    return found;
}

function template(object: KubernetesObject): Template {
    return (object["spec"] as { readonly template: Template }).template;
}

function clients(objects: readonly KubernetesObject[]): readonly Template[] {
    return [
        one(objects, "StatefulSet", "argocd-application-controller"),
        one(objects, "Deployment", "gitops-agent"),
    ].map(template);
}

function data(objects: readonly KubernetesObject[], name: string): Record<string, string> {
    return one(objects, "ConfigMap", name)["data"] as Record<string, string>;
}

if (chart === undefined || !hasHelm) {
    describe("Harness's rendered chart", () => {
        it(`was NOT RUN and proves nothing: ${chart === undefined ? "HARNESS_CHART is not set to a directory with it" : "there is no helm command"}`, () => {
            assert.ok(chart === undefined || !hasHelm);
        });
    });
} else {
    describe(`Harness's rendered chart ${HARNESS_CHART.version}`, function () {
        this.timeout(60_000);
        let objects: readonly KubernetesObject[];
        before(() => {
            objects = render();
        });

        it("has no ClusterRole and no ClusterRoleBinding; without these values it has wildcard rules", () => {
            assert.deepEqual(named(objects, "ClusterRole"), []);
            assert.deepEqual(named(objects, "ClusterRoleBinding"), []);
            for (const object of objects.filter(({ kind }) => kind === "Role")) {
                assert.doesNotMatch(JSON.stringify(object["rules"]), /"\*"/, object.metadata.name);
            }
            const bare = execFileSync("helm", ["template", "argocd", chart], {
                maxBuffer: 64 * 1024 * 1024,
            }).toString();
            assert.match(bare, /^kind: ClusterRole$/m);
        });

        it("annotates the two ServiceAccounts that access clusters and no other, and has none of argocd-server", () => {
            const accounts = objects.filter(({ kind }) => kind === "ServiceAccount");
            const annotated = accounts.filter(({ metadata }) =>
                JSON.stringify(metadata.annotations ?? {}).includes(ROLE_ARN),
            );
            assert.deepEqual(
                annotated.map(({ metadata }) => metadata.name).sort(),
                HARNESS_CLUSTER_CLIENTS,
            );
            assert.ok(!named(objects, "ServiceAccount").includes("argocd-server"));
            const { replicas } = one(objects, "Deployment", "argocd-server")["spec"] as {
                replicas: number;
            };
            assert.equal(replicas, 0);
        });

        it("makes tokens readable for their pods, and restarts them with the role", () => {
            for (const { metadata, spec } of clients(objects)) {
                assert.ok(HARNESS_CLUSTER_CLIENTS.includes(spec.serviceAccountName ?? ""));
                assert.equal(spec.securityContext?.["fsGroup"], 999);
                assert.equal(metadata.annotations?.["eks-gitops-fleet/role-arn-hash"], "13b0cb0b");
            }
        });

        it("sets the STS endpoint of both", () => {
            const [controller, agent] = clients(objects);
            const value = (name: string): string | undefined =>
                controller!.spec.containers[0]!.env?.find((one) => one.name === name)?.value;
            assert.equal(value("AWS_REGION"), "eu-west-1");
            assert.equal(value("AWS_STS_REGIONAL_ENDPOINTS"), "regional");
            const [from] = agent!.spec.containers[0]!.envFrom!;
            const environment = data(objects, from!["configMapRef"]!.name);
            assert.equal(environment["AWS_REGION"], "eu-west-1");
            assert.equal(environment["AWS_STS_REGIONAL_ENDPOINTS"], "regional");
        });

        it("takes the token from the named Secret, which the chart does not create", () => {
            const [, agent] = clients(objects);
            assert.deepEqual(
                agent!.spec.containers[0]!.envFrom!.flatMap((from) => from["secretRef"] ?? []),
                [{ name: "gitops-agent" }],
            );
            assert.ok(!named(objects, "Secret").includes("gitops-agent"));
        });

        it("sets the agent's identity and Harness's address as strings", () => {
            const environment = data(objects, "gitops-agent");
            assert.equal(environment["GITOPS_ACCOUNT_IDENTIFIER"], "AbCdEfGhIjKlMnOpQrStUv");
            assert.equal(environment["GITOPS_ORG_IDENTIFIER"], "acme");
            assert.equal(environment["GITOPS_PROJECT_IDENTIFIER"], "platform");
            assert.equal(environment["GITOPS_AGENT_IDENTIFIER"], "hubagent");
            assert.equal(environment["AGENT_HTTP_TARGET"], "https://app.harness.io/gitops");
            for (const [name, value] of Object.entries(environment)) {
                assert.equal(typeof value, "string", name);
            }
        });

        it("deploys to external clusters only, and lists what RBAC allows", () => {
            const settings = data(objects, "argocd-cm");
            assert.equal(settings["cluster.inClusterEnabled"], "false");
            assert.equal(settings["resource.respectRBAC"], "normal");
        });

        it("has no upgrader unless enabled, and NetworkPolicies unless disabled", () => {
            assert.deepEqual(named(objects, "CronJob"), []);
            assert.deepEqual(named(render({ upgrader: true }), "CronJob"), [
                "gitops-agent-upgrader",
            ]);
            assert.ok(named(objects, "NetworkPolicy").includes("argocd-repo-server"));
            assert.deepEqual(named(render({ networkPolicy: false }), "NetworkPolicy"), []);
        });

        it("contains only the agent if Argo CD is the user's own", () => {
            const connected = render({ argoCd: "connected", networkPolicy: false });
            assert.deepEqual(named(connected, "Deployment"), ["gitops-agent"]);
            assert.deepEqual(named(connected, "StatefulSet"), []);
            assert.deepEqual(named(connected, "CustomResourceDefinition"), []);
            assert.deepEqual(named(connected, "ClusterRole"), []);
            assert.deepEqual(named(connected, "ServiceAccount"), ["gitops-agent"]);
        });

        it("spreads redis over three nodes and configures the agent for it with high availability", () => {
            const available = render({ highAvailability: true });
            const redis = one(available, "StatefulSet", "argocd-redis-ha-server");
            assert.equal((redis["spec"] as { replicas: number }).replicas, 3);
            const environment = data(available, "gitops-agent");
            assert.equal(environment["GITOPS_AGENT_AVAILABILITY_MODE"], "HA");
            const [service] = environment["REDIS_SERVER"]!.split(":");
            assert.ok(named(available, "Service").includes(service!), service);
        });

        it("keeps the CRDs on uninstall", () => {
            const definitions = objects.filter(({ kind }) => kind === "CustomResourceDefinition");
            assert.equal(definitions.length, 3);
            for (const { metadata } of definitions) {
                assert.equal(metadata.annotations?.["helm.sh/resource-policy"], "keep");
            }
        });
    });
}
