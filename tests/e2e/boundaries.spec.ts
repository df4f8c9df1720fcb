/**
 * Tests what isolates the parts of a fleet: pods in their namespaces, Argo CD from system namespaces, and RBAC from
 * manual edits. The fleet comes up on an AWS with delayed changes.
 */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import * as path from "node:path";

import type { KubernetesAnswer } from "../../sandbox/src/daemon/status";
import type { EgressLogEntry } from "../../sandbox/src/network/egressProxy";
import { readLines } from "../../sandbox/src/report/logs";
import { editByHand, EDITS, nameOf, objectOf, shownObjects, written } from "./support/drift";
import { CONTAINERS, createPod, deployerToken, ESCAPES, messageOf } from "./support/escapes";
import { eventually } from "./support/sandbox";
import { Session } from "./support/session";
import { StackSession, type StackConfig } from "./support/stack";

const HUB = "111111111111";
const TARGET = "222222222222";

const SHOP = {
    cluster: "testing",
    namespace: "shop",
    deployerRoleArn: `arn:aws:iam::${TARGET}:role/acme-deployer-testing`,
};
const TOOLS = {
    cluster: "management",
    namespace: "tools",
    deployerRoleArn: `arn:aws:iam::${HUB}:role/acme-deployer-tools`,
};

type Namespaces = Readonly<Record<string, object>>;

/** A fleet that deploys to a target and to more namespaces of its own management cluster. */
function config(more: { readonly testing?: Namespaces; readonly tools?: Namespaces }): StackConfig {
    const namespaces = { default: { existing: true }, shop: {}, ...more.testing };
    return {
        fleet: "acme",
        operatorCidrs: ["203.0.113.0/24"],
        provisionerRoleName: "Provisioner",
        management: { accountId: HUB, region: "eu-west-1", clusterName: "management" },
        targets: {
            testing: {
                accountId: TARGET,
                region: "eu-west-1",
                clusterName: "testing",
                access: { namespaces },
            },
            tools: { management: true, access: { namespaces: { tools: {}, ...more.tools } } },
        },
        guestbook: { targets: ["testing"] },
    };
}

/** The words without consecutive duplicates. */
function changesOf(words: readonly string[]): readonly string[] {
    return words.filter((word, index) => word !== words[index - 1]);
}

describe("isolation in a fleet", () => {
    // An access entry takes effect only after its cluster's endpoint is up.
    const session = new Session("boundaries", { awsTime: "resolve=8s,accept=8s,admit=25s" });
    const stack = new StackSession(session, "fleet", config({}));

    after(() => session.down());

    function send(
        cluster: string,
        to: string,
        body: object,
        token?: string,
    ): Promise<KubernetesAnswer> {
        const request = { cluster, method: "POST", path: to, body };
        return session.kubernetes(token === undefined ? request : { ...request, token });
    }

    describe("the first up, with delayed AWS changes", () => {
        before(async () => {
            await stack.up();
        });

        for (const cluster of ["management", "testing"]) {
            it(`waits for the endpoint of ${cluster}, which first does not resolve and then refuses connections`, async () => {
                const log = await readLines<EgressLogEntry>(session.paths.proxyLog);
                const answers = log
                    .filter(({ source }) => source === "operator")
                    .filter(({ reason }) => reason.includes(` of ${cluster} `))
                    .map(({ allowed, reason }) => (allowed ? "accepted" : reason.split(":")[0]!));
                assert.deepEqual(changesOf(answers), [
                    "no such host",
                    "connection refused",
                    "accepted",
                ]);
            });

            it(`waits until ${cluster} accepts the provisioner`, async () => {
                const { logs } = session.paths;
                const isLog = new RegExp(`^${cluster}-[0-9a-f]+-aws-iam-authenticator\\.log$`);
                const file = (await readdir(logs)).find((name) => isLog.test(name));
                const text = await readFile(path.join(logs, file!), "utf8");
                const answers = text.matchAll(/access (denied|granted)" arn="[^"]*\/Provisioner"/g);
                assert.deepEqual(changesOf([...answers].map(([, word]) => word!)), [
                    "denied",
                    "granted",
                ]);
            });
        }
    });

    for (const place of [SHOP, TOOLS]) {
        const { cluster, namespace } = place;

        describe(`namespace ${namespace} of ${cluster}, which the program creates`, () => {
            let token: string;

            before(async () => {
                token = await deployerToken(session, place);
            });

            for (const { what, spec } of ESCAPES) {
                it(`rejects the Deployer's pod ${what}`, async () => {
                    const answer = await createPod(session, place, spec, token);
                    assert.equal(answer.status, 403);
                    assert.match(messageOf(answer), /violates PodSecurity "baseline/);
                });
            }

            it("accepts the Deployer's ordinary pod", async () => {
                const answer = await createPod(session, place, { containers: CONTAINERS }, token);
                assert.equal(answer.status, 201, messageOf(answer));
            });
        });
    }

    describe("Pod Security labels", () => {
        for (const [cluster, namespace] of [
            ["testing", "default"],
            ["management", "argocd"],
        ] as const) {
            it(`are set for namespace ${namespace} of ${cluster}`, async () => {
                const answer = await createPod(session, { cluster, namespace }, ESCAPES[0]!.spec);
                assert.match(messageOf(answer), /violates PodSecurity "baseline/);
            });
        }
    });

    describe("a namespace without a Pod Security level", () => {
        const place = { cluster: "testing", namespace: "unlabelled" };

        before(async () => {
            const { cluster } = place;
            await send(cluster, "/api/v1/namespaces", { metadata: { name: place.namespace } });
            await eventually("its ServiceAccount", async () => {
                const account = "/api/v1/namespaces/unlabelled/serviceaccounts/default";
                const { status } = await session.kubernetes({ cluster, path: account });
                return status === 200 ? true : undefined;
            });
        });

        for (const { what, spec } of ESCAPES) {
            it(`accepts a pod ${what}, as on EKS`, async () => {
                const answer = await createPod(session, place, spec);
                assert.equal(answer.status, 201, messageOf(answer));
            });
        }
    });

    describe("system namespaces", () => {
        for (const [title, more, says] of [
            [
                "kube-system of a target without the switch",
                { testing: { "kube-system": { existing: true } } },
                /targets\.testing\.access\.namespaces\.kube-system: must be removed, or have allowSystemNamespace: true/,
            ],
            [
                "kube-system of the management cluster, even with the switch",
                { tools: { "kube-system": { existing: true, allowSystemNamespace: true } } },
                /targets\.tools\.access\.namespaces\.kube-system: must be removed/,
            ],
            [
                "the agent's namespace",
                { tools: { argocd: { existing: true } } },
                /targets\.tools\.access\.namespaces\.argocd: must be removed, because the agent runs in this namespace/,
            ],
        ] as const) {
            it(`are rejected before anything is created: ${title}`, async () => {
                stack.configure(config(more));
                const { changes, code, output } = await stack.attempt("up");
                assert.notEqual(code, 0);
                assert.match(output, says);
                assert.deepEqual(changes, []);
            });
        }

        it("can be deployed to on a target with the switch, with a warning about the risk", async () => {
            const access = { existing: true, allowSystemNamespace: true };
            stack.configure(config({ testing: { "kube-system": access } }));
            const { lines, output } = await stack.preview();
            assert.match(
                output,
                /kube-system: allowSystemNamespace is true: .*become administrator/,
            );
            assert.ok(
                lines.some((line) =>
                    /^create .*:Role testing-deployer-kube-system-role$/.test(line),
                ),
            );
        });

        it("cannot be accessed by a Deployer of the management cluster, nor any ServiceAccount in them", async () => {
            const { cluster } = TOOLS;
            const token = await deployerToken(session, TOOLS);
            // EKS's controller manager creates it, and RBAC lets it escalate.
            const name = "clusterrole-aggregation-controller";
            const accounts = "/api/v1/namespaces/kube-system/serviceaccounts";
            assert.equal((await send(cluster, accounts, { metadata: { name } })).status, 201);
            const agent = "/api/v1/namespaces/argocd/serviceaccounts/argocd-application-controller";
            const spec = { containers: CONTAINERS, serviceAccountName: name };
            for (const attack of [
                createPod(session, { cluster, namespace: "kube-system" }, spec, token),
                createPod(session, { cluster, namespace: "argocd" }, spec, token),
                // A pod can only use a ServiceAccount of its own namespace.
                createPod(session, TOOLS, spec, token),
                send(cluster, `${accounts}/${name}/token`, { spec: {} }, token),
                send(cluster, `${agent}/token`, { spec: {} }, token),
            ]) {
                const answer = await attack;
                assert.equal(answer.status, 403, messageOf(answer));
            }
        });
    });

    describe("a manual edit", () => {
        const original = new Map<string, object>();
        const edited = new Map<string, string>();
        let shown: readonly string[];

        before(async () => {
            stack.configure(config({}));
            for (const edit of EDITS) {
                original.set(edit.what, await written(session, edit));
                edited.set(edit.what, nameOf(await objectOf(session, edit)));
                await editByHand(session, edit);
            }
            shown = shownObjects((await stack.refresh("--preview-only")).changes);
        });

        for (const { what } of EDITS) {
            it(`is shown by a refresh: ${what}`, () => {
                assert.ok(shown.includes(edited.get(what)!), shown.join("\n"));
            });
        }

        it("is the only change in a refresh", () => {
            assert.deepEqual(shown, [...new Set(edited.values())].sort());
        });

        describe("is reverted by up --refresh", () => {
            before(async () => {
                const { output } = await stack.up("--refresh");
                assert.doesNotMatch(output, /conflict/i);
            });

            for (const edit of EDITS) {
                it(edit.what, async () => {
                    assert.deepEqual(await written(session, edit), original.get(edit.what));
                });
            }

            it("leaves no changes for the next up and refresh", async () => {
                assert.deepEqual((await stack.up()).lines, []);
                assert.deepEqual((await stack.refresh()).lines, []);
            });
        });
    });
});
