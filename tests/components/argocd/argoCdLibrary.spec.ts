import assert from "node:assert/strict";

import { ArgoCd, type ArgoCdArgs } from "../../../components";
import { installationFacts } from "../../../lib/argocd/facts";
import { renderInstallation, separateWorkloads } from "../../../lib/argocd/installation";
import { argoCdRelease, type Release } from "../../../lib/argocd/release";
import { ConfigError } from "../../../lib/problems";
import { ADMIN, ARGO_CD, ARGO_ROLE, hubCluster, ROLE_ARN } from "../../support/argocd";
import { CRDS, INSTALLATION } from "../../support/fixtures";
import { givenResource, goesBefore, inventory, registered } from "../../support/fleet";
import { install, isSecret, revealed, value } from "../../support/mocks";

const GROUP = "kubernetes:yaml/v2:ConfigGroup";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const RELEASE = "kubernetes:helm.sh/v3:Release";
const MANIFESTS = { crds: CRDS, installation: INSTALLATION };

/** With what is required, and how manifests are read. */
function build(overrides: Partial<ArgoCdArgs> = {}): ArgoCd {
    return new ArgoCd("argocd", {
        cluster: hubCluster(),
        role: ARGO_ROLE,
        readManifests: () => Promise.resolve(MANIFESTS),
        ...overrides,
    });
}

async function problemsOf(args: object): Promise<readonly string[]> {
    const harness = await install();
    try {
        build(args);
        return [];
    } catch (error) {
        assert.ok(error instanceof ConfigError);
        return error.problems.map(({ path, remedy }) => `${path}: ${remedy}`);
    } finally {
        await harness.settle();
    }
}

describe("ArgoCd in code", () => {
    it("needs a cluster and a role only, and reads the pinned release itself", async () => {
        const reads: (readonly [string | undefined, Release | undefined])[] = [];
        let argocd: ArgoCd | undefined;
        const harness = await registered(() => {
            argocd = build({
                readManifests: (directory, release) => {
                    reads.push([directory, release]);
                    return Promise.resolve(MANIFESTS);
                },
            });
        });
        assert.deepEqual(reads, [[undefined, argoCdRelease(false)]]);
        const { settings, workloads } = separateWorkloads(
            renderInstallation(
                INSTALLATION,
                installationFacts(ARGO_CD, { region: "eu-west-1", roleArn: ROLE_ARN }),
            ),
        );
        assert.deepEqual(harness.one(GROUP, "argocd-crds").inputs, { yaml: CRDS });
        assert.deepEqual(harness.one(GROUP, "argocd-settings").inputs, { objs: settings });
        assert.deepEqual(harness.one(GROUP, "argocd-workloads").inputs, { objs: workloads });
        const { namespace, role } = argocd!;
        assert.deepEqual({ namespace, role }, { namespace: "gitops", role: ARGO_ROLE });
    });

    it("reads the highly available release in production, from the directory that is named", async () => {
        const reads: unknown[] = [];
        await registered(() =>
            build({
                environment: "production",
                manifests: "./manifests",
                readManifests: (...read) => {
                    reads.push(read);
                    return Promise.resolve(MANIFESTS);
                },
            }),
        );
        assert.deepEqual(reads, [["./manifests", argoCdRelease(true)]]);
    });

    it("reads nothing if it is given the manifests, installs the chart, or uses what exists", async () => {
        const readManifests = (): never => assert.fail("read");
        await registered(() => build({ readManifests, manifests: MANIFESTS }));
        await registered(() => build({ readManifests, install: "helm" }));
        await registered(() => build({ readManifests, install: "existing" }));
    });

    it("shows in the state what it was given, and no secret", async () => {
        const sso = {
            url: "https://argocd.example.com",
            oidc: {
                name: "Okta",
                issuer: "https://acme.okta.com",
                clientID: "a1",
                clientSecretSecret: "okta",
            },
        };
        const args = { sso, secrets: { okta: "s3cret" }, adminPassword: "generated" } as const;
        const harness = await registered(() => build({ ...args, newAdminCredential: ADMIN }));
        const { inputs } = harness.one("eks-gitops-fleet:index:ArgoCd", "argocd");
        assert.deepEqual(inputs, {
            ...ARGO_CD,
            adminPassword: "generated",
            sso,
            fleet: "acme",
            clusterArn: hubCluster().clusterArn,
            roleArn: ROLE_ARN,
        });
    });

    it("generates the admin's password and returns it as a secret", async () => {
        let argocd: ArgoCd | undefined;
        const harness = await registered(() => (argocd = build({ adminPassword: "generated" })));
        assert.match(String(await value(argocd!.adminPassword!)), /^[\w-]{32}$/);
        const stash = harness.one("pulumi:index:Stash", "argocd-secrets-admin");
        assert.ok(isSecret(stash.inputs["input"]));
        assert.deepEqual(stash.ignoreChanges, ["input"]);
    });

    it("waits for a role that is a resource, and for further resources", async () => {
        const harness = await registered(() => {
            const role = Object.assign(givenResource("role"), ARGO_ROLE);
            build({ role, prerequisites: [givenResource("other")] });
        });
        const pods = harness.one(GROUP, "argocd-workloads");
        for (const name of ["given-nodes", "given-role", "given-other"]) {
            assert.ok(goesBefore(harness, pods, harness.one(NAMESPACE, name)), name);
        }
    });

    it("creates the repositories' Secrets, and Applications depend on them", async () => {
        let argocd: ArgoCd | undefined;
        const harness = await registered(() => {
            argocd = build({
                install: "existing",
                repositories: {
                    apps: {
                        url: "https://git.example.com/apps.git",
                        https: { username: "bot", passwordSecret: "apps" },
                    },
                },
                secrets: { apps: "s3cret" },
            });
        });
        const secret = harness.one("kubernetes:core/v1:Secret", "argocd-repositories-apps");
        assert.equal((secret.inputs["metadata"] as { name: string }).name, "acme.repository.apps");
        const urns = await Promise.all(argocd!.installation.map(({ urn }) => value(urn)));
        assert.ok(urns.includes(secret.urn));
    });

    it("rejects everything that the stack file rejects, all at once, before anything is registered", async () => {
        assert.deepEqual(
            await problemsOf({ namespace: "A B", adminPasswort: "x", install: "tokens" }),
            [
                "namespace: allowed as a namespace: a DNS-1123 label, 1 to 63 lower-case letters, digits and hyphens, not beginning or ending with a hyphen.",
                "install: allowed: manifests, helm, existing.",
                ': unknown key "adminPasswort". Did you mean "adminPassword"? Allowed: namespace, podSecurity, identity, managedPoliciesPerRole, install, manifests, chart, workloads, highAvailability, imageRegistry, params, config, rbac, sso, adminPassword, proxy, repositories, bootstrap.',
            ],
        );
        assert.deepEqual(
            await problemsOf({
                namespace: "argocd",
                config: { url: "https://argocd.example.com" },
                proxy: {},
                repositories: {
                    apps: { url: "git@git.example.com:a.git", ssh: { privateKeySecret: "key" } },
                },
            }),
            [
                "namespace: must be gitops, the namespace that the role trusts: leave it out, or give the role the same namespace.",
                "config.url: this program sets it: use argocd.sso.url.",
                "proxy: names no proxy: set httpsProxy, httpProxy or both.",
                "secrets.key: missing; another argument names this secret: set its value.",
            ],
        );
    });

    it("patches each object of the manifests, and enforces what it was patched to", async () => {
        const harness = await registered(() =>
            build({
                patch: (object) =>
                    object.kind === "ConfigMap" && object.metadata.name === "argocd-cm"
                        ? { ...object, data: { patched: "yes" } }
                        : object,
            }),
        );
        const enforced = JSON.stringify(
            harness.one("pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects", "argocd-enforced")
                .inputs["objects"],
        );
        assert.match(enforced, /"patched":"yes"/);
        assert.match(
            JSON.stringify(harness.one(GROUP, "argocd-settings").inputs),
            /"patched":"yes"/,
        );
    });

    it("merges values of the chart above its own, and keeps the others", async () => {
        const harness = await registered(() =>
            build({
                install: "helm",
                adminPassword: "generated",
                newAdminCredential: ADMIN,
                values: { server: { replicas: 5 }, configs: { cm: { "ui.bannercontent": "Hi" } } },
            }),
        );
        const { configs, server } = revealed(
            harness.one(RELEASE, "argocd-release").inputs["values"],
        ) as Record<string, Record<string, Record<string, unknown>>>;
        assert.equal(server!["replicas"], 5);
        assert.equal(server!["serviceAccount"]!["name"], "argocd-server");
        assert.equal(configs!["cm"]!["ui.bannercontent"], "Hi");
        assert.equal(configs!["cm"]!["cluster.inClusterEnabled"], "false");
        assert.equal(configs!["secret"]!["argocdServerAdminPassword"], ADMIN.passwordHash);
    });

    it("transforms children by fields, or by a function of their arguments and options", async () => {
        const names: string[] = [];
        const harness = await registered(() =>
            build({
                install: "helm",
                transform: {
                    namespace: (args, opts, name) => {
                        names.push(name);
                        args.metadata = { name: "gitops", labels: { team: "platform" } };
                        opts.protect = true;
                    },
                    release: { timeout: 60 },
                },
            }),
        );
        assert.deepEqual(names, ["argocd-namespace"]);
        assert.deepEqual(harness.one(NAMESPACE, "argocd-namespace").inputs["metadata"], {
            name: "gitops",
            labels: { team: "platform" },
        });
        const { atomic, timeout } = harness.one(RELEASE, "argocd-release").inputs;
        assert.deepEqual({ atomic, timeout }, { atomic: true, timeout: 60 });
        assert.ok(inventory(harness).includes(`${RELEASE} argocd-release`));
    });
});
