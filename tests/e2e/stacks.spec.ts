/**
 * A hub and two stacks of targets on it: alone, together, a target that moves, a stack that is destroyed; then
 * everything in one stack.
 */
import assert from "node:assert/strict";

import { ApplicationProbe } from "./support/applications";
import type { Raw } from "../support/config";
import { ownConfig, readYaml } from "../support/stackFiles";
import { allowedAllTheTime, assertAttachedBeforeDetached } from "./support/packs";
import { Session } from "./support/session";
import { StackSession, type Run } from "./support/stack";

const MANAGEMENT = "111111111111";

/** The configurations of examples/hub-and-stacks. */
const [HUB, DEV, STAGING, PROD] = ["hub", "dev", "staging", "prod"].map((name) =>
    ownConfig(readYaml(`examples/hub-and-stacks/Pulumi.${name}.yaml`)),
) as [Raw, Raw, Raw, Raw];

type Targets = Readonly<Record<string, unknown>>;

/** A stack with other targets, each with its guestbook. */
function withTargets(stack: Raw, targets: Targets): Raw {
    return { ...stack, targets, guestbook: { targets: Object.keys(targets) } };
}

function targetsOf({ targets }: Raw): Targets {
    return targets as Targets;
}

const PACK =
    /^(create|delete) aws:iam\/(policy:Policy|rolePolicyAttachment:RolePolicyAttachment) argocd-pack-[0-9a-f]{8}$/;
const PROVIDER = /^(create|delete) pulumi:providers:\w+ /;

describe("stacks", () => {
    const session = new Session("stacks");
    const applications = new ApplicationProbe(session, "management", "argocd");
    const hub = new StackSession(session, "hub", HUB);
    const dev = new StackSession(session, "dev", DEV);
    const staging = new StackSession(session, "staging", STAGING);
    const prod = new StackSession(session, "prod", PROD);

    after(() => session.down());

    /** Options that name several stacks, in the order of up. */
    async function all(...stacks: readonly StackSession[]): Promise<readonly string[]> {
        return (await Promise.all(stacks.map((stack) => stack.options()))).flat();
    }

    /** Fails if a Pulumi command shows changes in one of the stacks. */
    async function assertUnchanged(
        command: "preview" | "up" | "refresh",
        ...stacks: readonly StackSession[]
    ): Promise<void> {
        const unattended = command === "preview" ? [] : ["--yes", "--skip-preview"];
        await session.succeed(
            ...(await all(...stacks)),
            ...["pulumi", command, ...unattended, "--expect-no-changes"],
        );
    }

    async function application(name: string): Promise<readonly unknown[] | number> {
        const { status: code, body } = await session.kubernetes({
            cluster: "management",
            path: `/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/${name}`,
        });
        if (code !== 200) {
            return code;
        }
        const { status } = body as {
            status: {
                sync: { status: string };
                health: { status: string };
                operationState: { phase: string };
            };
        };
        return [status.sync.status, status.health.status, status.operationState.phase];
    }

    async function assertHealthy(...keys: readonly string[]): Promise<void> {
        for (const key of keys) {
            assert.deepEqual(
                await application(`acme.${key}-guestbook`),
                ["Synced", "Healthy", "Succeeded"],
                key,
            );
        }
    }

    /** Lines of a run without packs and providers: those of the targets themselves. */
    function substance({ lines }: Run): readonly string[] {
        return lines.filter((line) => !PACK.test(line) && !PROVIDER.test(line));
    }

    describe("a hub and three stacks of targets from examples/hub-and-stacks", () => {
        it("come up one after another in one command, to a Healthy guestbook on every target", async () => {
            await session.succeed(...(await all(hub, dev, staging, prod)), "up");
            await assertHealthy("feature", "integration", "staging", "shop");
        });

        it("show no changes on a second up or refresh", async () => {
            await assertUnchanged("up", hub, dev, staging, prod);
            await assertUnchanged("refresh", hub, dev, staging, prod);
        });

        it("own their parts in the hub: each its own pack, registration and project", async () => {
            for (const [stack, keys] of [
                [dev, ["feature", "integration"]],
                [staging, ["staging"]],
                [prod, ["shop"]],
            ] as const) {
                const resources = await stack.resources();
                const named = (type: string): readonly unknown[] =>
                    resources
                        .filter((resource) => resource.type === type)
                        .map(({ outputs }) => (outputs?.["metadata"] as { name: string }).name)
                        .sort();
                const registrations = keys.map((key) => `acme.${key}`);
                assert.deepEqual(named("kubernetes:core/v1:Secret"), registrations);
                assert.deepEqual(
                    named("kubernetes:argoproj.io/v1alpha1:AppProject"),
                    registrations,
                );
                assert.equal(
                    resources.filter(({ type }) => type === "aws:iam/policy:Policy").length,
                    1,
                );
            }
        });

        it("reject a hub that does not exist, and one of another fleet", async () => {
            const lost = await new StackSession(session, "lost", {
                ...STAGING,
                hub: { stack: "nowhere" },
            }).attempt("preview");
            assert.notEqual(lost.code, 0);
            assert.match(lost.output, /nowhere/);

            const other = await new StackSession(session, "other", {
                ...STAGING,
                fleet: "other",
            }).attempt("preview");
            assert.notEqual(other.code, 0);
            assert.match(
                other.output,
                /fleet.*must be acme, the fleet of the hub in stack .*hub\./,
            );
        });
    });

    describe("a target that moves from one stack to another", () => {
        const role = { account: MANAGEMENT, name: "acme-argocd" };
        const deployers = ["feature", "integration", "staging", "shop"].map(
            (key) => `acme-deployer-${key}`,
        );

        before(async () => {
            const urn = async (end: string): Promise<string> => {
                const found = (await dev.resources()).find((resource) =>
                    resource.urn.endsWith(end),
                );
                assert.ok(found !== undefined, end);
                return found.urn;
            };
            // As described in docs/stacks.md.
            const unused = await urn("::integration-cluster-eks-cluster-eks-k8s");
            await session.pulumi("dev", "state", "delete", "--yes", unused);
            const moved = await urn(":Target::integration");
            const between = ["--source=dev", "--dest=staging"];
            await session.pulumi("dev", "state", "move", "--yes", ...between, moved);
            const { integration, ...others } = targetsOf(DEV);
            staging.configure(withTargets(STAGING, { ...targetsOf(STAGING), integration }));
            dev.configure(withTargets(DEV, others));
        });

        it("is adopted unchanged by the receiving stack, which attaches its permission before the other stack removes its own", async () => {
            const run = await allowedAllTheTime(session, role, deployers, () => staging.up());
            assert.deepEqual(substance(run), []);
            assert.equal(run.lines.filter((line) => PACK.test(line)).length, 4, "one for another");
            assertAttachedBeforeDetached(run);
            assert.ok(
                !run.lines.some((line) => /^delete pulumi:providers/.test(line)),
                run.lines.join("\n"),
            );
        });

        it("is released by the other stack without a change", async () => {
            const run = await allowedAllTheTime(session, role, deployers, () => dev.up());
            assert.deepEqual(substance(run), []);
            assertAttachedBeforeDetached(run);
        });

        it("shows no changes in any stack", async () => {
            await assertUnchanged("preview", hub, dev, staging, prod);
        });

        it("is deployed to with credentials from after the move, like its new and its old siblings", async () => {
            await applications.restartController();
            for (const key of ["integration", "staging", "feature", "shop"]) {
                await applications.syncAgain(`acme.${key}-guestbook`);
            }
            await assertHealthy("integration", "staging", "feature", "shop");
        });
    });

    describe("destroying a stack", () => {
        it("deletes its targets, and reports nothing of its siblings as left over", async () => {
            const output = await session.succeed(...(await dev.options()), "destroy");
            assert.match(
                output,
                /Still up: hub \(\d+ resources\), prod \(\d+ resources\), staging \(\d+ resources\)\./,
            );
            assert.equal(await application("acme.feature-guestbook"), 404);
            const { clusters } = await session.status();
            assert.deepEqual(clusters.map(({ name }) => name).sort(), [
                "integration",
                "management",
                "shop",
                "staging",
            ]);
        });

        it("shows no changes for hub and siblings", async () => {
            await assertUnchanged("preview", hub, staging, prod);
        });

        it("leaves the siblings' targets working, with credentials from after the destroy", async () => {
            await applications.restartController();
            for (const key of ["integration", "staging", "shop"]) {
                await applications.syncAgain(`acme.${key}-guestbook`);
            }
            await assertHealthy("integration", "staging", "shop");
        });
    });

    describe("everything in one stack", () => {
        const single = new StackSession(session, "single", {
            ...HUB,
            targets: STAGING["targets"],
            guestbook: STAGING["guestbook"],
        });

        // The sandbox has room for one Argo CD at a time: all pods share one loopback interface.
        before(async () => {
            const { shop } = targetsOf(PROD) as { shop: object };
            prod.configure({
                ...PROD,
                targets: { shop: { ...shop, deletionProtection: false } },
            });
            await prod.up();
            const output = await session.succeed(...(await all(hub, staging, prod)), "destroy");
            assert.match(output, /Nothing is left in the local AWS/);
        });

        it("comes up to a Healthy guestbook after the stacks are destroyed", async () => {
            await session.succeed(...(await single.options()), "up");
            await assertHealthy("staging");
        });

        it("shows no changes on a second up", async () => {
            await assertUnchanged("up", single);
        });

        it("is destroyed, and leaves nothing", async () => {
            const output = await session.succeed(...(await single.options()), "destroy");
            assert.match(output, /Nothing is left in the local AWS/);
        });
    });
});
