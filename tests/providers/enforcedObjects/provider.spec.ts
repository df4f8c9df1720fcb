import assert from "node:assert/strict";

import { enforced } from "../../../lib/kubernetes/enforced";
import { UserError } from "../../../lib/userError";
import type { EnforcedState } from "../../../providers/enforcedObjects/provider";
import { SERVER, status, unreachable, type Json } from "../kubernetes/fakeApi";
import {
    BINDING,
    CLUSTER_ROLE,
    pathOf,
    PROJECT,
    ROLE,
    ROLE_PATH,
    SECRET,
    Session,
    SETTINGS,
    state,
} from "./session";

describe("The provider of EnforcedObjects", () => {
    const session = new Session();

    describe("create", () => {
        it("corrects what differs, and records the API server's result", async () => {
            session.api.write(ROLE_PATH, { ...ROLE, rules: [...ROLE.rules, { verbs: ["*"] }] });
            const wanted = state(ROLE);
            assert.deepEqual(await session.provider.create(wanted), {
                id: "arn:aws:eks:eu-west-1:111111111111:cluster/management/Role shop/deployer",
                outs: { ...wanted, live: [enforced(ROLE)] },
            });
            assert.deepEqual(session.api.get(ROLE_PATH)["rules"], ROLE.rules);
            assert.deepEqual(session.kubeconfigs, ["kubeconfig"]);
        });

        it("sends nothing when nothing differs, whatever the order of keys", async () => {
            session.api.write(pathOf(SETTINGS), {
                ...SETTINGS,
                data: { b: "2", a: "1" },
                metadata: { ...SETTINGS.metadata, labels: { theirs: "yes" } },
            });
            await session.provider.create(state({ ...SETTINGS, data: { a: "1", b: "2" } }));
            assert.deepEqual(session.api.methods, ["GET"]);
        });

        it("names every object in its id", async () => {
            [ROLE, BINDING, CLUSTER_ROLE].forEach((object) =>
                session.api.write(pathOf(object), object),
            );
            const { id } = await session.provider.create(state(ROLE, BINDING, CLUSTER_ROLE));
            assert.equal(
                id,
                "arn:aws:eks:eu-west-1:111111111111:cluster/management/Role shop/deployer,RoleBinding shop/deployer,ClusterRole deployer",
            );
        });

        it("records the API server's defaults, which a refresh does not report as a change", async () => {
            session.api.admit = (object) => ({
                ...object,
                spec: { clusterResourceWhitelist: [], ...(object["spec"] as Json) },
            });
            const known = await session.create(PROJECT);
            const spec = { clusterResourceWhitelist: [], ...PROJECT.spec };
            assert.deepEqual(known.live, [{ ...enforced(PROJECT), fields: { spec } }]);
            assert.deepEqual(known.objects, [enforced(PROJECT)]);
            const { props, changes } = await session.refresh(known, state(PROJECT));
            assert.deepEqual(props, known);
            assert.equal(changes, false);
        });

        it("omits the engine's own properties", async () => {
            session.api.write(ROLE_PATH, ROLE);
            const given = { ...state(ROLE), __provider: "text" };
            const outs = { ...state(ROLE), live: [enforced(ROLE)] };
            assert.deepEqual((await session.provider.create(given)).outs, outs);
            assert.deepEqual((await session.provider.update(given, given)).outs, outs);
            const { inputs, props } = await session.provider.read("id", { ...given, ...outs });
            assert.deepEqual([inputs, props], [state(ROLE), outs]);
        });
    });

    describe("update", () => {
        it("sends one JSON patch of what differs, for the version that was read", async () => {
            const known = await session.create(SETTINGS, ROLE);
            session.api.merge(pathOf(SETTINGS), { data: { more: "x" }, binaryData: { y: "eQ==" } });
            const { resourceVersion } = session.api.get(pathOf(SETTINGS)).metadata;
            await session.provider.update(known, state(SETTINGS, ROLE));
            assert.deepEqual(session.api.methods, ["GET", "PATCH", "GET"]);
            assert.deepEqual(session.api.requests[1], {
                method: "PATCH",
                path: "/api/v1/namespaces/argocd/configmaps/argocd-cm?fieldManager=eks-gitops-fleet",
                contentType: "application/json-patch+json",
                body: [
                    { op: "replace", path: "/metadata/resourceVersion", value: resourceVersion },
                    { op: "add", path: "/data", value: SETTINGS.data },
                    { op: "remove", path: "/binaryData" },
                ],
            });
            const { metadata, ...others } = session.api.get(pathOf(SETTINGS));
            assert.deepEqual(others, { apiVersion: "v1", kind: "ConfigMap", data: SETTINGS.data });
            assert.notEqual(metadata.resourceVersion, resourceVersion);
        });

        it("adds a field that the object lacks", async () => {
            const known = await session.create(ROLE);
            session.api.merge(ROLE_PATH, { rules: null });
            await session.provider.update(known, state(ROLE));
            assert.deepEqual(session.api.get(ROLE_PATH)["rules"], ROLE.rules);
        });

        it("does not change fields that are not enforced", async () => {
            const known = await session.create(BINDING);
            session.api.merge(pathOf(BINDING), {
                subjects: [],
                roleRef: { name: "theirs" },
                metadata: { labels: { theirs: "yes" } },
            });
            await session.provider.update(known, state(BINDING));
            const { metadata, roleRef, subjects } = session.api.get(pathOf(BINDING));
            assert.deepEqual(
                [metadata["labels"], roleRef, subjects],
                [{ theirs: "yes" }, { name: "theirs" }, BINDING.subjects],
            );
        });

        it("reads and patches again after a conflict", async () => {
            const known = await session.create(ROLE);
            session.api.merge(ROLE_PATH, { rules: [] });
            session.api.onceBefore("PATCH", () =>
                session.api.merge(ROLE_PATH, { metadata: { labels: { a: "b" } } }),
            );
            await session.provider.update(known, state(ROLE));
            assert.deepEqual(session.api.methods, ["GET", "PATCH", "GET", "PATCH"]);
            assert.deepEqual(session.api.get(ROLE_PATH)["rules"], ROLE.rules);
            assert.deepEqual(session.api.get(ROLE_PATH).metadata["labels"], { a: "b" });
            assert.equal(session.waits.length, 1);
        });

        it("gives up after ten conflicts", async () => {
            const known = await session.create(ROLE);
            session.api.before = (method) => {
                if (method === "PATCH") {
                    session.api.merge(ROLE_PATH, {
                        rules: [{ verbs: [String(session.waits.length)] }],
                    });
                }
            };
            session.api.merge(ROLE_PATH, { rules: [] });
            await assert.rejects(session.provider.update(known, state(ROLE)), {
                message:
                    "Role shop/deployer was not changed: 10 attempts failed, the last one because someone changed it in the meantime. Check what else writes it, then run the same command again.",
            });
            assert.equal(session.api.methods.filter((method) => method === "PATCH").length, 10);
            assert.equal(session.waits.length, 9);
        });

        it("fails for a missing object, with the remedy, and writes nothing", async () => {
            const known = await session.create(BINDING, ROLE);
            session.api.remove(pathOf(BINDING));
            await assert.rejects(
                session.provider.update(known, state(BINDING, ROLE)),
                (error: Error) => {
                    assert.ok(error instanceof UserError);
                    assert.equal(
                        error.message,
                        `RoleBinding shop/deployer is missing at ${SERVER}: someone deleted it. Run pulumi up --refresh to create it again.`,
                    );
                    return true;
                },
            );
            assert.deepEqual(session.api.methods, ["GET"]);
        });

        it("fails immediately for a denied patch, without showing the values of a Secret", async () => {
            const known = await session.create(SECRET);
            session.api.merge(pathOf(SECRET), { data: { server: "eA==" } });
            session.api.answer = (method) =>
                method === "PATCH" ? status(403, "Forbidden", "forbidden") : undefined;
            await assert.rejects(session.provider.update(known, state(SECRET)), {
                message: `Cannot restore Secret argocd/testing at ${SERVER}: 403 forbidden.`,
            });
            assert.deepEqual(session.api.methods, ["GET", "PATCH"]);
            assert.deepEqual(session.waits, []);
        });

        it("fails when the cluster cannot be reached, even if it would count as deleted", async () => {
            const known = await session.create(ROLE);
            session.api.answer = () => unreachable();
            session.provider = session.providerWith({ deleteUnreachable: true });
            const message = `${SERVER} cannot be reached: connect ECONNREFUSED.`;
            await assert.rejects(session.provider.update(known, state(ROLE)), { message });
            await assert.rejects(session.provider.create(state(ROLE)), { message });
        });

        it("uses the new kubeconfig", async () => {
            const known = await session.create(ROLE);
            await session.provider.update(known, { ...state(ROLE), kubeconfig: "other" });
            assert.deepEqual(session.kubeconfigs, ["kubeconfig", "other"]);
        });
    });

    describe("diff", () => {
        const old = { ...state(ROLE, SETTINGS), live: state(ROLE, SETTINGS).objects };
        const CASES: readonly (readonly [string, Partial<EnforcedState>, boolean, string[]])[] = [
            ["does nothing for the same inputs", {}, false, []],
            ["does nothing for other recorded values", { live: [] }, false, []],
            ["replaces for another cluster", { clusterArn: "other" }, true, ["clusterArn"]],
            // Otherwise a refresh would keep reading with an outdated kubeconfig.
            ["updates for another kubeconfig", { kubeconfig: "other" }, true, []],
            ["updates for another value", { objects: state(ROLE).objects }, true, []],
            [
                "updates for objects in another order",
                { objects: state(SETTINGS, ROLE).objects },
                true,
                [],
            ],
            [
                "updates for objects that a preview does not know",
                { objects: "unknown" as unknown as EnforcedState["objects"] },
                true,
                [],
            ],
            [
                "does nothing for undefined properties, which the engine drops",
                {
                    objects: state(ROLE, SETTINGS).objects.map((object) => ({
                        namespace: undefined,
                        ...object,
                    })),
                },
                false,
                [],
            ],
        ];
        for (const [title, change, changes, replaces] of CASES) {
            it(title, () => {
                assert.deepEqual(session.provider.diff(old, { ...old, ...change }), {
                    changes,
                    replaces,
                });
            });
        }
    });

    describe("delete", () => {
        it("makes no call: another resource deletes the objects", async () => {
            const known = await session.create(ROLE);
            session.kubeconfigs.length = 0;
            assert.equal(await session.provider.delete(known), undefined);
            assert.deepEqual([session.kubeconfigs, session.api.requests], [[], []]);
            assert.ok(session.api.has(ROLE_PATH));
        });
    });
});
