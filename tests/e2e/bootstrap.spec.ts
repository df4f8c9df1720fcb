/**
 * Argo CD bootstrapped from a repository, by an App-of-Apps and then by an ApplicationSet; what authors in that
 * repository cannot do; and a runner's pods next to it, with the same issuer.
 */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import type { LogEntry } from "../../sandbox/src/aws/log";
import type { KubernetesAnswer } from "../../sandbox/src/daemon/status";
import { ApplicationProbe } from "./support/applications";
import { deletionsSince } from "./support/auditLog";
import { applicationSetOutcome, upToDate, type SetOutcome } from "./support/applicationSets";
import { bootstrapStack as config, EXAMPLES, HUB, TARGET } from "./support/bootstrapStack";
import { may, type Deed } from "./support/rights";
import { runnerCall, sessionOf } from "./support/runnerPod";
import { eventually } from "./support/sandbox";
import { Session } from "./support/session";
import { StackSession } from "./support/stack";

const FLEET = "https://github.com/acme/fleet.git";
const BOOTSTRAP = "acme.argocd.bootstrap";
const ARGO_CD = "/apis/argoproj.io/v1alpha1/namespaces/argocd";

const SETS = { repoURL: FLEET, path: "sets/guestbook", targetRevision: "HEAD" };
/** Named by the registration and the directory. */
const SET_APPLICATION = "acme.testing.guestbook";
const APP_OF_APPS = { kind: "appOfApps", repoUrl: FLEET, path: "apps" };
const APPLICATION_SET = {
    kind: "applicationSet",
    repoUrl: FLEET,
    path: "sets",
    clusterLabels: { tier: "web" },
};

/** In Argo CD's own namespace, as kubectl names them. */
const OUT_OF_REACH =
    "appprojects.argoproj.io secrets configmaps pods serviceaccounts serviceaccounts/token deployments.apps rolebindings.rbac.authorization.k8s.io";

/** Annotation that asks Argo CD to look at an Application now; Argo CD removes it. */
const REFRESH = "argocd.argoproj.io/refresh";

describe("an Argo CD that bootstraps from a repository", () => {
    const session = new Session("bootstrap");
    const stack = new StackSession(session, "fleet", config({ bootstrap: APP_OF_APPS }));
    const applications = new ApplicationProbe(session, "management", "argocd");

    before(() => stack.up());
    after(() => session.down());

    const outcome = (
        name: string,
        spec: object,
        matches: Parameters<typeof applicationSetOutcome>[3],
    ): Promise<SetOutcome> => applicationSetOutcome(session, "management", { name, spec }, matches);

    const request = (path: string, method = "GET", body?: object): Promise<KubernetesAnswer> =>
        session.kubernetes({ cluster: "management", method, path, body });

    /** What an Application of the bootstrap's own project creates from a directory of the repository. */
    const written = (directory: string): Readonly<Record<string, unknown>> => ({
        project: BOOTSTRAP,
        source: { repoURL: FLEET, path: directory, targetRevision: "HEAD" },
        destination: { name: BOOTSTRAP, namespace: "argocd" },
    });
    /** Runs a runner's pod, which gets a session in an account. */
    const runs = (account: string): Promise<LogEntry> =>
        runnerCall(
            session,
            {
                cluster: "management",
                namespace: "environments",
                serviceAccount: `torque-${account}`,
                work: "arn:aws:iam::333333333333:role/none",
            },
            sessionOf("environments", `torque-${account}`),
        );
    const example = { repoURL: EXAMPLES, path: "guestbook", targetRevision: "HEAD" };

    describe("by an App-of-Apps", () => {
        it("deploys the repository's Applications, each through the project of its target", async () => {
            await applications.healthy("from-the-fleet-repository");
            const { body } = await session.kubernetes({
                cluster: "testing",
                path: "/apis/apps/v1/namespaces/guestbook/deployments/guestbook-ui",
            });
            assert.equal((body as { readonly kind: string }).kind, "Deployment");
        });

        it("writes as a group that may change Applications and ApplicationSets in Argo CD's namespace, and nothing else anywhere", async () => {
            const mayDo = (deed: Deed): Promise<boolean> =>
                may(session, "management", "gitops:acme:bootstrap", deed);
            for (const verb of ["get", "list", "watch", "create", "update", "patch", "delete"]) {
                for (const resource of ["applications", "applicationsets"]) {
                    const deed = { verb, group: "argoproj.io", resource };
                    assert.ok(await mayDo({ ...deed, namespace: "argocd" }), verb);
                    assert.ok(!(await mayDo({ ...deed, namespace: "default" })), verb);
                }
                for (const name of OUT_OF_REACH.split(" ")) {
                    const [resource, ...group] = name.split(".");
                    const deed = { verb, group: group.join("."), resource: resource! };
                    assert.ok(!(await mayDo({ ...deed, namespace: "argocd" })), `${verb} ${name}`);
                }
            }
        });

        for (const [title, spec, refusal] of [
            [
                "no Secret, no project, and no pod under Argo CD's own ServiceAccount",
                written("attack"),
                /forbidden|not permitted in project/,
            ],
            [
                "nothing from a target's project",
                {
                    project: "acme.testing",
                    source: example,
                    destination: { name: BOOTSTRAP, namespace: "argocd" },
                },
                /do not match any of the allowed destinations/,
            ],
            [
                "nothing from another repository",
                { ...written("apps"), source: example },
                /not permitted in project/,
            ],
            [
                "nothing in another namespace",
                {
                    ...written("apps"),
                    destination: { name: BOOTSTRAP, namespace: "kube-system" },
                },
                /do not match any of the allowed destinations/,
            ],
        ] as const) {
            it(`writes ${title}`, async () => {
                const { refusals, synced } = await applications.tryOut("attack", spec);
                assert.match(refusals.join("\n"), refusal);
                assert.ok(!synced);
            });
        }

        it("has created nothing of what was denied", async () => {
            for (const path of [
                "/api/v1/namespaces/argocd/secrets/cluster-of-mine",
                "/api/v1/namespaces/argocd/pods/thief",
                `${ARGO_CD}/appprojects/everything`,
                "/api/v1/namespaces/kube-system/services/guestbook-ui",
            ]) {
                assert.equal((await request(path)).status, 404, path);
            }
        });

        it("writes an Application for the management cluster itself, which deploys nothing", async () => {
            const { synced } = await applications.tryOut("in-cluster", written("in-cluster"));
            assert.ok(synced);
            const name = "to-the-management-cluster";
            const message = await applications.refusal(name);
            await request(`${ARGO_CD}/applications/${name}`, "DELETE");
            assert.match(message, /not match any of the allowed destinations|disabled/);
        });

        it("shows no changes on a second up or after a refresh", async () => {
            assert.deepEqual((await stack.up()).lines, []);
            assert.deepEqual((await stack.refresh()).lines, []);
        });
    });

    describe("a runner's pod on the same management cluster", () => {
        for (const [account, id] of [
            ["home", HUB],
            ["testing", TARGET],
        ] as const) {
            it(`has a session in account ${account}, where one provider serves the issuer`, async () => {
                const { role, status } = await runs(account);
                assert.equal(status, 200);
                assert.equal(role, `arn:aws:iam::${id}:role/acme-runner-torque-${account}`);
                const { OpenIDConnectProviderList: providers } = await session.aws<{
                    readonly OpenIDConnectProviderList: readonly object[];
                }>(id, "iam:ListOpenIDConnectProviders", {});
                assert.equal(providers.length, 1);
            });
        }
    });

    describe("by an ApplicationSet", () => {
        const clusters = (matchLabels: object): object => ({
            clusters: {
                selector: {
                    matchLabels: { "argocd.argoproj.io/secret-type": "cluster", ...matchLabels },
                },
            },
        });
        const template = (name: string, over: object = {}): object => ({
            metadata: { name },
            spec: {
                project: "{{ .project }}",
                source: SETS,
                destination: { name: "{{ .name }}", namespace: "guestbook" },
                ...over,
            },
        });

        it("replaces the App-of-Apps, which is deleted with what it wrote, and deploys a directory to the cluster with the label", async () => {
            await stack.configure(config({ bootstrap: APPLICATION_SET })).up();
            await applications.healthy(SET_APPLICATION);
            for (const name of ["acme-bootstrap", "from-the-fleet-repository"]) {
                const { status } = await request(`${ARGO_CD}/applications/${name}`);
                assert.equal(status, 404);
            }
        });

        it("lets generators use labels and annotations with GitOps Bridge's names, and custom ones", async () => {
            const spec = {
                generators: [clusters({ environment: "nonproduction", cluster_name: "testing" })],
                template: template(
                    "{{ .metadata.annotations.aws_region }}-{{ .metadata.annotations.team }}-{{ .metadata.annotations.aws_account_id }}",
                ),
            };
            const fitting = await outcome("fitting", spec, upToDate);
            assert.deepEqual(fitting.applications, [`eu-west-1-shop-${TARGET}`]);
            const others = { ...spec, generators: [clusters({ environment: "production" })] };
            assert.deepEqual((await outcome("none", others, upToDate)).applications, []);
        });

        it("keeps its Applications when a target's display name changes", async () => {
            const identity = async (): Promise<string> => {
                const { body } = await request(`${ARGO_CD}/applications/${SET_APPLICATION}`);
                return (body as { readonly metadata: { readonly uid: string } }).metadata.uid;
            };
            const before = await identity();
            const started = new Date();
            await stack.configure(config({ bootstrap: APPLICATION_SET }, "shop-testing")).up();
            assert.equal(await identity(), before);
            const deleted = await deletionsSince(session, "management", "argocd", started);
            assert.deepEqual(
                deleted.filter((line) => /^(applications|secrets) /.test(line)),
                [],
            );
            // While the registration has one name and the Application the other, Argo CD notes an error. It keeps that until it
            // looks again, which is minutes later unless it is asked to.
            await eventually("Argo CD accepts its new destination", async () => {
                const path = `${ARGO_CD}/applications/${SET_APPLICATION}`;
                await request(path, "PATCH", {
                    metadata: { annotations: { [REFRESH]: "normal" } },
                });
                await sleep(2000);
                const { metadata, spec, status } = (await request(path)).body as {
                    readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
                    readonly spec: { readonly destination: { readonly name: string } };
                    readonly status: { readonly conditions?: readonly { readonly type: string }[] };
                };
                const isRefreshed = metadata.annotations?.[REFRESH] === undefined;
                const isInvalid = status.conditions?.some(
                    ({ type }) => type === "InvalidSpecError",
                );
                return isRefreshed && isInvalid !== true && spec.destination.name === "shop-testing"
                    ? true
                    : undefined;
            });
            await applications.syncAgain(SET_APPLICATION);
        });

        it("does not deploy a directory named like a namespace that the target may not access", async () => {
            const message = await applications.refusal("acme.testing.kube-system");
            assert.match(message, /do not match any of the allowed destinations/);
        });

        it("sends no Secret to an address in an ApplicationSet", async () => {
            const github = {
                organization: "acme",
                api: "https://mine.example.com",
                tokenRef: { secretName: "argocd-secret", key: "server.secretkey" },
            };
            const thief = await outcome(
                "thief",
                { generators: [{ scmProvider: { github } }], template: template("x") },
                ({ type, status }) => type === "ErrorOccurred" && status === "True",
            );
            assert.match(thief.message, /scm providers are disabled/);
        });
    });

    describe("with EKS Pod Identity", () => {
        it("deploys with sessions of the same two roles, without a manual restart, and the runner's pods keep theirs", async () => {
            const argocd = { bootstrap: APPLICATION_SET, identity: "podIdentity" };
            const started = new Date();
            await stack.configure(config(argocd, "shop-testing")).up();
            await applications.syncAgain(SET_APPLICATION);
            const calls = await session.callsSince(started);
            const assumed = calls.filter(
                ({ action, role, status }) =>
                    action === "sts:AssumeRole" &&
                    status === 200 &&
                    role === `arn:aws:iam::${TARGET}:role/acme-deployer-testing`,
            );
            assert.match(assumed.at(-1)?.caller ?? "", /role\/acme-argocd\/eks-management-argocd-/);
            assert.equal((await runs("testing")).status, 200);
        });

        it("shows no changes on a second up or after a refresh", async () => {
            assert.deepEqual((await stack.up()).lines, []);
            assert.deepEqual((await stack.refresh()).lines, []);
        });

        it("deletes everything that it deployed, and leaves nothing", async () => {
            await stack.destroy();
            assert.deepEqual(await session.leftovers(), []);
        });
    });
});
