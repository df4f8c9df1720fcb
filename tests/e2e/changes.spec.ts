/**
 * Changes of a running fleet: they are made in place, so that Argo CD keeps what it deploys, and verified by their own
 * syncs.
 */
import assert from "node:assert/strict";

import { ApplicationProbe } from "./support/applications";
import { deletionsSince, requestsSince } from "./support/auditLog";
import { Session } from "./support/session";
import { StackSession, type StackConfig } from "./support/stack";

const HUB = "111111111111";
const TARGET = "222222222222";
const FLEET = "https://github.com/acme/fleet.git";
const DEPLOYER = { account: TARGET, name: "acme-deployer-testing" };
const ARGO_CD = "/apis/argoproj.io/v1alpha1/namespaces/argocd";
const CORE = "/api/v1/namespaces/argocd";
const GUESTBOOK = "acme.testing-guestbook";

/** The subject of a change. */
interface Changed {
    readonly displayName?: string;
    readonly namespaces?: readonly string[];
    readonly path?: string;
    readonly argocd?: object;
}

function config({ argocd = {}, displayName, namespaces = [], path }: Changed): StackConfig {
    return {
        fleet: "acme",
        operatorCidrs: ["203.0.113.0/24"],
        provisionerRoleName: "Provisioner",
        management: { accountId: HUB, region: "eu-west-1", clusterName: "management" },
        argocd,
        targets: {
            testing: {
                accountId: TARGET,
                region: "eu-west-1",
                clusterName: "testing",
                ...(displayName === undefined ? {} : { displayName }),
                access: {
                    namespaces: {
                        default: { existing: true },
                        shop: {},
                        ...Object.fromEntries(namespaces.map((name) => [name, {}])),
                    },
                },
                sourceRepos: [FLEET],
            },
        },
        guestbook: { targets: ["testing"], ...(path === undefined ? {} : { path }) },
    };
}

/**
 * An Application per cluster, with a name that does not change, written by a user who may only write ApplicationSets.
 */
const SET = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    metadata: { name: "services" },
    spec: {
        goTemplate: true,
        goTemplateOptions: ["missingkey=error"],
        // Without a selector the result includes the management cluster, which is not a target.
        generators: [
            {
                clusters: {
                    selector: { matchLabels: { "argocd.argoproj.io/secret-type": "cluster" } },
                },
            },
        ],
        template: {
            metadata: { name: "{{ .metadata.annotations.aws_cluster_name }}-services" },
            spec: {
                project: "{{ .project }}",
                source: { repoURL: FLEET, path: "sets/guestbook", targetRevision: "HEAD" },
                destination: { name: "{{ .name }}", namespace: "shop" },
                syncPolicy: { automated: { prune: true } },
            },
        },
    },
};

/** Objects that must not be recreated by any change. */
const KEPT = [
    `${ARGO_CD}/applications/testing-services`,
    `${ARGO_CD}/applications/${GUESTBOOK}`,
    `${ARGO_CD}/appprojects/acme.testing`,
    `${ARGO_CD}/appprojects/default`,
    `${CORE}/secrets/acme.testing`,
    `${CORE}/configmaps/argocd-cm`,
    `${CORE}/configmaps/argocd-rbac-cm`,
];

describe("a change of a running fleet", () => {
    const session = new Session("changes");
    const stack = new StackSession(session, "fleet", config({}));
    const applications = new ApplicationProbe(session, "management", "argocd");

    before(() => stack.up());
    after(() => session.down());

    async function read<T>(path: string, cluster = "management"): Promise<T> {
        const { body, status } = await session.kubernetes({ cluster, path });
        assert.equal(status, 200, path);
        return body as T;
    }

    describe("of objects that Argo CD reads", () => {
        before(async () => {
            const path = `${ARGO_CD}/applicationsets`;
            await session.kubernetes({ cluster: "management", method: "POST", path, body: SET });
            await applications.healthy("testing-services");
        });

        const uids = async (): Promise<Readonly<Record<string, string>>> => {
            const found: Record<string, string> = {};
            for (const path of KEPT) {
                found[path] = (await read<{ metadata: { uid: string } }>(path)).metadata.uid;
            }
            return found;
        };

        for (const [what, changed, updated] of [
            [
                "a namespace more in a target's access",
                { namespaces: ["more"] },
                ["Secret testing-registration-secret", "AppProject testing-registration-project"],
            ],
            [
                "another display name",
                { namespaces: ["more"], displayName: "shop-testing" },
                ["Secret testing-registration-secret", "AppProject testing-registration-project"],
            ],
            [
                "Argo CD's own settings",
                {
                    argocd: {
                        config: { "users.session.duration": "1h" },
                        rbac: { policyDefault: "role:readonly" },
                    },
                },
                [
                    "ConfigMap argocd-settings:argocd/argocd-cm",
                    "ConfigMap argocd-settings:argocd/argocd-rbac-cm",
                ],
            ],
        ] as const) {
            it(`updates them in place and keeps every Application: ${what}`, async () => {
                const before = await uids();
                const started = new Date();
                const { changes, lines } = await stack.configure(config(changed)).up();
                assert.deepEqual(await uids(), before);
                assert.deepEqual(
                    (await deletionsSince(session, "management", "argocd", started)).filter(
                        (line) => /^(applications|appprojects|secrets|configmaps) /.test(line),
                    ),
                    [],
                );
                const replaced = changes.filter(({ op }) => op.includes("replace"));
                const others = changes.filter(
                    ({ op, type }) =>
                        op !== "update" && /:(Application|AppProject|ConfigMap|Secret)$/.test(type),
                );
                assert.deepEqual([...replaced, ...others], []);
                const named = lines.map((line) => line.replace(/kubernetes:\S*:(\w+) /, "$1 "));
                for (const name of updated) {
                    assert.ok(named.includes(`update ${name}`), lines.join("\n"));
                }
                await applications.syncAgain("testing-services");
            });
        }
    });

    describe("of the guestbook", () => {
        it("fails as soon as Argo CD gives up, with Argo CD's message", async () => {
            const started = new Date();
            const { code, output } = await stack
                .configure(config({ path: "nowhere" }))
                .attempt("up");
            assert.notEqual(code, 0);
            assert.match(output, /nowhere: app path does not exist/);
            assert.doesNotMatch(output, /timed out waiting/);
            const { status } = await read<{
                status: { operationState: { finishedAt: string; phase: string } };
            }>(`${ARGO_CD}/applications/${GUESTBOOK}`);
            const { finishedAt, phase } = status.operationState;
            assert.ok(phase === "Error" || phase === "Failed", phase);
            assert.ok(new Date(finishedAt) > started);
            const looks = (await requestsSince(session, "management", new Date(finishedAt))).filter(
                ({ objectRef, user, verb }) =>
                    verb === "get" &&
                    objectRef?.name === GUESTBOOK &&
                    user.username.includes(":assumed-role/Provisioner/"),
            );
            // One per second; the start time is rounded to whole seconds.
            assert.ok(looks.length >= 1 && looks.length <= 4, `${looks.length} looks afterwards`);
        });

        it("is verified again when it is reverted, although that state was verified before", async () => {
            const { lines } = await stack.configure(config({})).up();
            const verified = lines.filter((line) => line.includes(":ArgoCdVerification "));
            assert.equal(verified.length, 1);
            await applications.healthy(GUESTBOOK);
        });
    });

    /** Argo CD keeps its tokens for 14 minutes, so a sync alone does not detect a missing trust policy. */
    describe("of access, after someone broke the chain of roles", () => {
        let trust: string;

        async function trustOf({ account, name }: typeof DEPLOYER): Promise<string> {
            const { Role } = await session.aws<{ Role: { AssumeRolePolicyDocument: string } }>(
                account,
                "iam:GetRole",
                { RoleName: name },
            );
            return decodeURIComponent(Role.AssumeRolePolicyDocument);
        }

        /** Lets only the role's own account assume it. */
        async function cutTrust({ account, name }: typeof DEPLOYER): Promise<void> {
            const AWS = `arn:aws:iam::${account}:root`;
            await session.aws(account, "iam:UpdateAssumeRolePolicy", {
                RoleName: name,
                PolicyDocument: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "sts:AssumeRole" }],
                }),
            });
        }

        before(async () => {
            await applications.syncAgain(GUESTBOOK);
            trust = await trustOf(DEPLOYER);
            stack.configure(config({ namespaces: ["more"] }));
        });

        it("fails, and names the Deployer role's trust in role argocd and the remedy", async () => {
            await cutTrust(DEPLOYER);
            const { code, output } = await stack.attempt("up");
            assert.notEqual(code, 0);
            assert.match(
                output,
                /:role\/acme-argocd may not assume arn:aws:iam::222222222222:role\/acme-deployer-testing/,
            );
            assert.match(output, /run pulumi up --refresh/i);
        });

        it("succeeds with up --refresh, which restores the trust policy", async () => {
            await stack.up("--refresh");
            assert.deepEqual(JSON.parse(await trustOf(DEPLOYER)), JSON.parse(trust));
        });

        it("shows no further changes", async () => {
            assert.deepEqual((await stack.up()).lines, []);
        });
    });
});
