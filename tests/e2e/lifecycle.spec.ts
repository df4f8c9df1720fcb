/** Targets that are added, removed, renamed and upgraded in a running fleet: what changes, and what does not. */
import assert from "node:assert/strict";
import * as path from "node:path";

import { ARGO_CD_RELEASE } from "../../lib/argocd/release";
import { findCredentials } from "../support/credentials";
import { ApplicationProbe } from "./support/applications";
import { FORBIDDEN_APPLICATIONS } from "./support/forbiddenApplications";
import { allowedAllTheTime, assertAttachedBeforeDetached } from "./support/packs";
import { Session } from "./support/session";
import { StackSession, type Run } from "./support/stack";
import { listedSecrets, writtenDown } from "./support/writtenDown";

const MANAGEMENT = "111111111111";
const ROLE = { account: MANAGEMENT, name: "acme-argocd" };

/** Three targets in two accounts and three regions. */
const TARGETS = {
    alpha: target("222222222222", "eu-west-1", "alpha"),
    beta: { ...target("333333333333", "us-east-1", "beta"), kubernetesVersion: "1.34" },
    gamma: { ...target("222222222222", "eu-central-1", "gamma"), deletionProtection: true },
};

type Key = keyof typeof TARGETS;

function target(accountId: string, region: string, clusterName: string): object {
    return {
        accountId,
        region,
        clusterName,
        access: { namespaces: { default: { existing: true } } },
        sourceRepos: ["https://github.com/argoproj/argocd-example-apps.git"],
    };
}

function fleet(...keys: readonly Key[]): Readonly<Record<string, unknown>> {
    return {
        fleet: "acme",
        operatorCidrs: ["203.0.113.0/24"],
        provisionerRoleName: "Provisioner",
        management: { accountId: MANAGEMENT, region: "eu-west-1", clusterName: "management" },
        targets: Object.fromEntries(keys.map((key) => [key, TARGETS[key]])),
        guestbook: { targets: keys },
    };
}

const PACK =
    /^(create|delete) aws:iam\/(policy:Policy|rolePolicyAttachment:RolePolicyAttachment) argocd-pack-[0-9a-f]{8}$/;

describe("a fleet with changing targets", () => {
    const session = new Session("lifecycle");
    const stack = new StackSession(session, "fleet", fleet("alpha", "beta"));
    const applications = new ApplicationProbe(session, "management", "argocd");

    after(() => session.down());

    before(async () => {
        const older = new StackSession(session, stack.name, fleet("alpha", "beta"), {
            program: path.join(__dirname, "programs/olderArgoCd/index.ts"),
        });
        await session.succeed(...(await older.options()), "up");
    });

    /** Lines that belong to none of these targets. */
    function besides(run: Run, ...keys: readonly Key[]): readonly string[] {
        return run.lines.filter(
            (line) =>
                !keys.some((key) =>
                    [` ${key}`, ` kubernetes-${key}`].some(
                        (name) => line.includes(`${name}-`) || line.endsWith(name),
                    ),
                ),
        );
    }

    it("upgrades Argo CD in place: CRDs before pods, without replacing anything or changing a target", async () => {
        const run = await stack.up();
        assert.deepEqual(
            run.lines.filter((line) => !/^update kubernetes:/.test(line)),
            [],
        );
        assert.deepEqual(
            besides(run, "alpha", "beta"),
            run.lines,
            "Argo CD's objects are the hub's alone",
        );
        const updated = run.steps.filter(({ op }) => op === "update").map(({ type }) => type);
        const pods = updated.findIndex((type) => /:(Deployment|StatefulSet)$/.test(type));
        const definitions = updated.findLastIndex((type) =>
            type.endsWith(":CustomResourceDefinition"),
        );
        assert.ok(pods >= 0 && definitions < pods, updated.join(", "));
        const { body } = await session.kubernetes({
            cluster: "management",
            path: "/apis/apps/v1/namespaces/argocd/statefulsets/argocd-application-controller",
        });
        const { spec } = body as {
            spec: { template: { spec: { containers: readonly { image: string }[] } } };
        };
        assert.match(
            spec.template.spec.containers[0]!.image,
            new RegExp(`:${ARGO_CD_RELEASE.version}$`),
        );
        await applications.syncAgain("acme.alpha-guestbook");
    });

    it("creates only a new target's own resources and one pack", async () => {
        stack.configure(fleet("alpha", "beta", "gamma"));
        const run = await allowedAllTheTime(
            session,
            ROLE,
            ["acme-deployer-alpha", "acme-deployer-beta"],
            () => stack.up(),
        );
        const others = besides(run, "gamma");
        assert.deepEqual(
            others.filter((line) => !PACK.test(line)),
            ["create pulumi:providers:aws " + providerName(others)],
            "only the provider of the new place is new",
        );
        assert.equal(others.filter((line) => PACK.test(line)).length, 4, "one pack for another");
        assert.ok(run.lines.every((line) => line.startsWith("create ") || PACK.test(line)));
        assertAttachedBeforeDetached(run);
    });

    it("shows no changes on a second up or after a refresh", async () => {
        assert.deepEqual((await stack.up()).lines, []);
        assert.deepEqual((await stack.refresh()).lines, []);
    });

    it("shows no changes for a target with a new key", async () => {
        const { alpha, ...others } = TARGETS;
        stack.configure({
            ...fleet("beta", "gamma"),
            targets: { ...others, first: { ...alpha, formerKey: "alpha" } },
            guestbook: { targets: ["first", "beta", "gamma"] },
        });
        assert.deepEqual((await stack.preview()).lines, []);
    });

    it("deletes the first target in order, its Application first, while its permission still exists and no cached credential hides a gap", async () => {
        stack.configure(fleet("beta", "gamma"));
        const started = new Date();
        await applications.restartController();
        const run = await allowedAllTheTime(
            session,
            ROLE,
            ["acme-deployer-beta", "acme-deployer-gamma"],
            () => stack.up(),
        );
        const others = besides(run, "alpha");
        assert.deepEqual(
            others.filter((line) => !PACK.test(line)),
            [`delete pulumi:providers:aws ${providerName(others)}`],
            "only the provider of the place that is no longer used",
        );
        assert.ok(run.lines.every((line) => line.startsWith("delete ") || PACK.test(line)));
        assertAttachedBeforeDetached(run);

        const order = run.steps
            .filter(({ op }) => op === "delete")
            .map(
                ({ name, type }) =>
                    `${type.split(":").at(-1)} ${name.replace(/-[0-9a-f]{8}$/, "")}`,
            );
        const before = (first: string, then: string): void =>
            assert.ok(
                order.indexOf(first) >= 0 && order.indexOf(first) < order.indexOf(then),
                `${first} before ${then} in ${order.join(", ")}`,
            );
        before("Application alpha-guestbook-application", "Secret alpha-registration-secret");
        before("Secret alpha-registration-secret", "RolePolicyAttachment argocd-pack");
        before("Secret alpha-registration-secret", "AccessEntry alpha-deployer-entry");
        before("AccessEntry alpha-deployer-entry", "Role alpha-deployer-role");
        before("AccessEntry alpha-deployer-entry", "Cluster alpha-cluster-eks-cluster-eksCluster");

        const assumed = (await session.callsSince(started)).filter(
            ({ action, role, status }) =>
                action === "sts:AssumeRole" &&
                role?.endsWith("acme-deployer-alpha") === true &&
                status === 200,
        );
        assert.ok(assumed.length > 0, "the finalizer worked with a session of after the restart");
    });

    it("rejects the deletion of a protected target in the preview, so that up does nothing", async () => {
        stack.configure(fleet("beta"));
        const { code, output } = await stack.attempt("preview");
        assert.notEqual(code, 0);
        assert.match(output, /protect/);
        stack.configure(fleet("beta", "gamma"));
    });

    it("still deploys to the remaining targets, with credentials from after the change", async () => {
        await applications.restartController();
        await applications.syncAgain("acme.beta-guestbook");
        await applications.syncAgain("acme.gamma-guestbook");
    });

    it("upgrades a target's Kubernetes and add-ons in order and replaces nothing", async () => {
        // The unlocked target is for the end: removing the protection needs its own update.
        const { beta, gamma } = TARGETS;
        const targets = {
            beta: { ...beta, kubernetesVersion: "1.35" },
            gamma: { ...gamma, deletionProtection: false },
        };
        stack.configure({ ...fleet("beta", "gamma"), targets });
        const run = await stack.up();
        assert.deepEqual(besides(run, "beta"), [
            "update aws:eks/cluster:Cluster gamma-cluster-eks-cluster-eksCluster",
        ]);
        assert.ok(
            run.lines.every((line) => line.startsWith("update ")),
            run.lines.join("\n"),
        );
        const updated = run.steps.filter(({ op }) => op === "update").map(({ name }) => name);
        const cluster = updated.indexOf("beta-cluster-eks-cluster-eksCluster");
        const nodes = updated.findIndex((name) => name.startsWith("beta-cluster-eks-nodes"));
        const dns = updated.indexOf("beta-cluster-eks-addons-coredns");
        const proxy = updated.indexOf("beta-cluster-eks-networking-kube-proxy");
        assert.ok(cluster >= 0 && cluster < proxy, updated.join(", "));
        assert.ok(proxy < nodes && nodes < dns, updated.join(", "));
        await applications.syncAgain("acme.beta-guestbook");
    });

    describe("a user who may write Applications", () => {
        for (const { says, spec, what } of FORBIDDEN_APPLICATIONS) {
            it(`deploys nothing ${what}`, async () => {
                const outcome = await applications.tryOut("bad", spec);
                assert.match(outcome.refusals.join("\n"), says);
                assert.equal(outcome.synced, false);
            });
        }
    });

    describe("stored and exported data", () => {
        const clusters = ["management", "beta", "gamma"];

        it("contains no credential for AWS or a cluster: state, outputs, Secrets, environments", async () => {
            const listed = await listedSecrets();
            const found = findCredentials(await writtenDown(session, stack, clusters));
            const unlisted = found.filter(
                ({ where }) => !listed.some((name) => where.includes(`Secret ${name}.`)),
            );
            assert.deepEqual(unlisted, []);
        });

        it("would show one if it did", async () => {
            const planted = `${"AKIA"}${"ABCDEFGH234567YZ"}`;
            await session.kubernetes({
                cluster: "gamma",
                method: "POST",
                path: "/api/v1/namespaces/default/secrets",
                body: { metadata: { name: "planted" }, stringData: { key: planted } },
            });
            const found = findCredentials(await writtenDown(session, stack, clusters));
            assert.deepEqual(
                found.filter(({ where }) => where.includes("planted")),
                [{ where: "gamma: Secret default/planted.key", kind: "AWS access key" }],
            );
        });
    });

    // A separate suite: mocha runs a suite's own tests before those of nested suites.
    describe("at the end", () => {
        it("is destroyed completely and leaves nothing", async () => {
            const output = await session.succeed(...(await stack.options()), "destroy");
            assert.match(output, /Nothing is left in the local AWS/);
        });
    });
});

/** Name of the only AWS provider in these lines. */
function providerName(lines: readonly string[]): string {
    return (
        lines
            .find((line) => line.includes(" pulumi:providers:aws "))
            ?.split(" ")
            .at(-1) ?? ""
    );
}
