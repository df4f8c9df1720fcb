import assert from "node:assert/strict";

import { enforced } from "../../../lib/kubernetes/enforced";
import type { KubernetesObject } from "../../../lib/kubernetes/objects";
import { SERVER, status, text, unreachable, type Json } from "../kubernetes/fakeApi";
import {
    BINDING,
    CLUSTER_ROLE,
    pathOf,
    POLICY,
    PROJECT,
    ROLE,
    SECRET,
    Session,
    SETTINGS,
    state,
} from "./session";

describe("A refresh of EnforcedObjects", () => {
    const session = new Session();

    it("returns unchanged objects as they were given, without writing", async () => {
        const objects = [ROLE, BINDING, CLUSTER_ROLE, SETTINGS, POLICY, PROJECT, SECRET];
        const known = await session.create(...objects);
        const { props, changes } = await session.refresh(known, state(...objects));
        assert.deepEqual(props, known);
        assert.equal(changes, false);
        assert.deepEqual(
            session.api.requests,
            objects.map((object) => ({
                method: "GET",
                path: pathOf(object),
                body: undefined,
                contentType: undefined,
            })),
        );
    });

    it("does not show fields that are not enforced", async () => {
        const known = await session.create(BINDING);
        session.api.merge(pathOf(BINDING), {
            metadata: { annotations: { a: "b" }, labels: { c: "d" } },
            roleRef: { name: "other" },
        });
        assert.equal((await session.refresh(known, state(BINDING))).changes, false);
    });

    const anyone = { kind: "Group", name: "system:authenticated" };
    const everything = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };
    const DRIFT: readonly (readonly [
        title: string,
        object: KubernetesObject,
        change: Json,
        fields: Json,
    ])[] = [
        [
            "a rule appended to a Role",
            ROLE,
            { rules: [...ROLE.rules, everything] },
            { rules: [...ROLE.rules, everything] },
        ],
        [
            "a verb appended to a rule",
            ROLE,
            { rules: [{ ...ROLE.rules[0], verbs: ["get", "*"] }] },
            { rules: [{ ...ROLE.rules[0], verbs: ["get", "*"] }] },
        ],
        [
            "a subject appended to a RoleBinding",
            BINDING,
            { subjects: [...BINDING.subjects, anyone] },
            { subjects: [...BINDING.subjects, anyone] },
        ],
        [
            "a key added to a ConfigMap",
            SETTINGS,
            { data: { "users.anonymous.enabled": "true" } },
            {
                data: { "admin.enabled": "false", "users.anonymous.enabled": "true" },
                binaryData: null,
            },
        ],
        [
            "a field added that the program leaves out",
            SETTINGS,
            { binaryData: { "admin.enabled": "dHJ1ZQ==" } },
            { data: SETTINGS.data, binaryData: { "admin.enabled": "dHJ1ZQ==" } },
        ],
        [
            "an aggregation rule added to a ClusterRole",
            CLUSTER_ROLE,
            { aggregationRule: { clusterRoleSelectors: [{}] } },
            {
                rules: CLUSTER_ROLE.rules,
                aggregationRule: { clusterRoleSelectors: [{}] },
            },
        ],
        [
            "a list filled that the program leaves empty",
            PROJECT,
            { spec: { destinations: [{ server: "*", namespace: "*" }] } },
            { spec: { sourceRepos: [], destinations: [{ server: "*", namespace: "*" }] } },
        ],
        [
            "a field removed from a NetworkPolicy",
            POLICY,
            { spec: { ingress: null } },
            { spec: { podSelector: {}, policyTypes: ["Ingress"] } },
        ],
        ["all rules removed", ROLE, { rules: null }, { rules: null }],
        [
            "a value of a Secret changed",
            SECRET,
            { data: { server: "eA==" } },
            { data: { server: "eA==" } },
        ],
    ];
    for (const [title, object, change, fields] of DRIFT) {
        it(`shows ${title}, which the next update reverts`, async () => {
            const known = await session.create(object, PROJECT);
            session.api.merge(pathOf(object), change);
            const wanted = state(object, PROJECT);
            const { props, changes } = await session.refresh(known, wanted);
            assert.equal(changes, true);
            assert.deepEqual(props.objects[0], { ...enforced(object), fields });
            if (object !== PROJECT) {
                assert.deepEqual(props.objects[1], enforced(PROJECT));
            }
            assert.deepEqual(props.live, props.objects);

            const { outs } = await session.provider.update(props, wanted);
            assert.deepEqual(outs, known);
            assert.equal((await session.refresh(outs, wanted)).changes, false);
        });
    }

    it("shows a deleted object as an object without fields", async () => {
        const known = await session.create(SETTINGS);
        session.api.remove(pathOf(SETTINGS));
        const { props, changes } = await session.refresh(known, state(SETTINGS));
        assert.equal(changes, true);
        assert.deepEqual(props.objects, [
            { ...enforced(SETTINGS), fields: { data: null, binaryData: null } },
        ]);
    });

    it("shows live values when none were recorded", async () => {
        await session.create(ROLE);
        const known = state(ROLE);
        const { props, changes } = await session.refresh(known, known);
        assert.deepEqual(props.live, [enforced(ROLE)]);
        assert.equal(changes, false);
    });

    it("fails if access is denied, instead of reporting objects as deleted", async () => {
        const known = await session.create(ROLE);
        for (const [code, answer] of [
            [403, status(403, "Forbidden", "forbidden")],
            [404, text(404, "<html></html>")],
        ] as const) {
            session.api.answer = () => answer;
            await assert.rejects(
                session.providerWith({ deleteUnreachable: true }).read("id", known),
                {
                    message: `Cannot read Role shop/deployer at ${SERVER}: ${code} ${answer.message}.`,
                },
            );
        }
    });

    it("retries while the API server is busy", async () => {
        const known = await session.create(ROLE);
        let busy = 2;
        session.api.answer = () => ((busy -= 1) < 0 ? undefined : text(503, "starting"));
        assert.deepEqual((await session.provider.read("id", known)).props, known);
        assert.equal(session.waits.length, 2);
    });

    it("fails when the cluster cannot be reached, naming PULUMI_K8S_DELETE_UNREACHABLE", async () => {
        const known = await session.create(ROLE);
        session.api.answer = () => unreachable();
        await assert.rejects(session.provider.read("id", known), {
            message: `${SERVER} cannot be reached: connect ECONNREFUSED. If the cluster no longer exists, run the same command with PULUMI_K8S_DELETE_UNREACHABLE=true.`,
        });
        assert.deepEqual(session.waits, []);
    });

    it("reports the resource as deleted when unreachable clusters count as deleted", async () => {
        const known = await session.create(ROLE);
        session.api.answer = () => unreachable();
        session.provider = session.providerWith({ deleteUnreachable: true });
        assert.deepEqual(await session.provider.read("id", known), { id: "" });
    });
});
