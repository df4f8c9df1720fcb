import assert from "node:assert/strict";

import {
    argoCdVerificationProvider,
    type VerificationInputs,
} from "../../../providers/argoCdVerification/provider";
import type { DynamicProvider } from "../../../providers/carried";
import { SERVER, status } from "../kubernetes/fakeApi";
import { FakeApplicationSets, FakeArgoCd, STALE, UP_TO_DATE } from "./fakeArgoCd";
import { FORBIDDEN } from "./session";

const APPLICATION: VerificationInputs = {
    clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/management",
    kubeconfig: "kubeconfig",
    kind: "Application",
    namespace: "argocd",
    name: "guestbook",
    hash: "0a1b2c",
    health: true,
};
const APPLICATION_SET: VerificationInputs = {
    ...APPLICATION,
    kind: "ApplicationSet",
    name: "fleet-apps",
    health: false,
};

describe("The provider of ArgoCdVerification", () => {
    let argo: FakeArgoCd;
    let kubeconfigs: string[];
    beforeEach(() => {
        argo = new FakeArgoCd(STALE);
        kubeconfigs = [];
    });

    function providerOf({
        api,
        surroundings,
    }: FakeArgoCd | FakeApplicationSets): DynamicProvider<VerificationInputs, VerificationInputs> {
        return argoCdVerificationProvider({
            ...surroundings,
            environment: {},
            connect: (kubeconfig) => {
                kubeconfigs.push(kubeconfig);
                return api;
            },
        });
    }

    it("creates once an Application is verified, and records only its inputs", async () => {
        const given = { ...APPLICATION, __provider: "text" };
        assert.deepEqual(await providerOf(argo).create(given), {
            id: "arn:aws:eks:eu-west-1:111111111111:cluster/management/Application/argocd/guestbook",
            outs: APPLICATION,
        });
        assert.equal(argo.patches.length, 2);
        assert.deepEqual(kubeconfigs, ["kubeconfig"]);
    });

    it("creates once an ApplicationSet is verified", async () => {
        const sets = new FakeApplicationSets({ conditions: UP_TO_DATE });
        assert.deepEqual(await providerOf(sets).create(APPLICATION_SET), {
            id: "arn:aws:eks:eu-west-1:111111111111:cluster/management/ApplicationSet/argocd/fleet-apps",
            outs: APPLICATION_SET,
        });
        assert.deepEqual(sets.requests, [[1, "word-1"]]);
    });

    it("waits for the health of an Application only if required", async () => {
        argo.actual = { sync: { status: "Synced" }, health: { status: "Progressing" } };
        await providerOf(argo).create({ ...APPLICATION, health: false });
        await assert.rejects(providerOf(argo).create(APPLICATION), /health Progressing/);
    });

    it("records nothing of a failed creation, so that the next up verifies again", async () => {
        argo.attempt = () => FORBIDDEN;
        await assert.rejects(
            providerOf(argo).create(APPLICATION),
            (error) => !("id" in (error as object)),
        );
    });

    it("verifies again on update, and fails likewise", async () => {
        const wanted = { ...APPLICATION, kubeconfig: "other", hash: "3d4e5f" };
        assert.deepEqual(await providerOf(argo).update(APPLICATION, wanted), { outs: wanted });
        assert.equal(argo.patches.length, 2);
        assert.deepEqual(kubeconfigs, ["other"]);
        argo.attempt = () => FORBIDDEN;
        await assert.rejects(providerOf(argo).update(APPLICATION, wanted), /could not deploy/);
    });

    it("records a failed update as unverified, so that changing back is verified too", async () => {
        argo.attempt = () => FORBIDDEN;
        const wanted = { ...APPLICATION, hash: "3d4e5f", __provider: "text" };
        const failed = await providerOf(argo)
            .update(APPLICATION, wanted)
            .then(
                () => assert.fail("it was verified"),
                (error: unknown) => error as Error & Readonly<Record<string, unknown>>,
            );
        assert.deepEqual(
            { id: failed["id"], reasons: failed["reasons"], properties: failed["properties"] },
            {
                id: "arn:aws:eks:eu-west-1:111111111111:cluster/management/Application/argocd/guestbook",
                reasons: [failed.message],
                properties: { ...wanted, hash: "" },
            },
        );
        const state = failed["properties"] as VerificationInputs;
        for (const next of [APPLICATION, wanted]) {
            assert.equal(providerOf(argo).diff(state, next).changes, true);
        }
    });

    it("makes no call on read or delete", async () => {
        const provider = providerOf(argo);
        const known = { ...APPLICATION, __provider: "text" };
        assert.deepEqual(await provider.read("id", known), { id: "id", props: APPLICATION });
        assert.equal(await provider.delete(known), undefined);
        assert.deepEqual([kubeconfigs, argo.api.requests], [[], []]);
    });

    describe("with a chain of roles", () => {
        const chain = {
            serviceAccount: { namespace: "argocd", name: "argocd-application-controller" },
            argoRoleArn: "arn:aws:iam::111111111111:role/acme-argocd",
            deployerRoleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
            clusterName: "testing",
            region: "eu-central-1",
            endpoint: "https://testing.eks.amazonaws.com",
            certificateAuthorityData: "LS0tLS1CRUdJTg==",
            resource: { group: "apps", resource: "deployments" },
            namespaces: ["default"],
        };

        it("walks it before it requests anything from Argo CD", async () => {
            argo.api.answer = (method) =>
                method === "POST" ? status(403, "Forbidden", "forbidden") : undefined;
            await assert.rejects(providerOf(argo).create({ ...APPLICATION, chain }), {
                message: `Cannot get a token of ServiceAccount argocd/argocd-application-controller at ${SERVER}: 403 forbidden.`,
            });
            assert.deepEqual(argo.api.methods, ["POST"]);
        });

        it("records it", async () => {
            const known = { ...APPLICATION, chain };
            const read = await providerOf(argo).read("id", { ...known, ...{ __provider: "text" } });
            assert.deepEqual(read.props, known);
        });
    });

    describe("diff", () => {
        const CASES: readonly (readonly [
            title: string,
            change: Partial<VerificationInputs>,
            changes: boolean,
            replaces: readonly string[],
        ])[] = [
            ["does nothing for the same inputs", {}, false, []],
            ["does nothing for another kubeconfig alone", { kubeconfig: "other" }, false, []],
            ["updates for another hash", { hash: "3d4e5f" }, true, []],
            ["updates for health that is wanted from now on", { health: false }, true, []],
            ["replaces for another cluster", { clusterArn: "other" }, true, ["clusterArn"]],
            ["replaces for another kind", { kind: "ApplicationSet" }, true, ["kind"]],
            ["replaces for another namespace", { namespace: "gitops" }, true, ["namespace"]],
            ["replaces for another name", { name: "other" }, true, ["name"]],
        ];
        for (const [title, change, changes, replaces] of CASES) {
            it(title, () => {
                assert.deepEqual(
                    providerOf(argo).diff(APPLICATION, { ...APPLICATION, ...change }),
                    { changes, replaces },
                );
            });
        }
    });
});
