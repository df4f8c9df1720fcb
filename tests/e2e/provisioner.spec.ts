/**
 * A fleet in two accounts with provisioners that have exactly the generated permissions, and the boundary: up, second
 * up, refresh and destroy. Every call is allowed, and every permission is used or listed with a reason.
 */
import assert from "node:assert/strict";

import type { ProvisionerScope } from "../../lib/provisioner/permissions";
import type { LogEntry } from "../../sandbox/src/aws/log";
import { OPERATOR_ACCOUNT } from "../../sandbox/src/aws/organisation";
import { readAwsLog } from "../../sandbox/src/report/logs";
import {
    allowedActions,
    installProvisioner,
    withoutAction,
    type AdministratorCall,
    type Provisioner,
} from "../support/provisioner";
import { NOT_IN_THE_RUN } from "../support/provisionerUse";
import { Session } from "./support/session";
import { StackSession } from "./support/stack";

const HUB = "111111111111";
const TARGET = "222222222222";
const REGION = "eu-west-1";

const SCOPE = { partition: "aws", fleet: "acme", boundaryName: "acme-boundary", rolePath: "/" };
const SCOPES: Readonly<Record<string, ProvisionerScope>> = {
    [HUB]: { ...SCOPE, accountId: HUB, clusterNames: ["management"] },
    [TARGET]: {
        ...SCOPE,
        accountId: TARGET,
        clusterNames: ["testing", "pods"],
        runnerActions: ["s3:*"],
    },
};

/** Every kind of nodes, networks and identities, in as few clusters as possible. */
const CONFIG = {
    fleet: "acme",
    operatorCidrs: ["203.0.113.0/24"],
    provisionerRoleName: "acme-provisioner",
    permissionsBoundary: "acme-boundary",
    management: {
        accountId: HUB,
        region: REGION,
        clusterName: "management",
        nodes: { minSize: 1, desiredSize: 1, maxSize: 2 },
        encryption: { createKey: true },
        addons: { "eks-pod-identity-agent": {}, "aws-ebs-csi-driver": {} },
    },
    argocd: { identity: "podIdentity" },
    targets: {
        testing: {
            accountId: TARGET,
            region: REGION,
            clusterName: "testing",
            nodes: { strategy: "autoMode" },
            access: { namespaces: { default: { existing: true } } },
        },
        pods: {
            accountId: TARGET,
            region: REGION,
            clusterName: "pods",
            nodes: { strategy: "fargate" },
            network: { natGateway: "none" },
            access: { namespaces: { default: { existing: true } } },
        },
    },
    guestbook: { targets: ["testing"] },
    workloadIdentities: {
        torque: {
            namespace: { name: "environments" },
            accounts: {
                dev: {
                    accountId: TARGET,
                    managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
                    inlinePolicy: {
                        Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
                    },
                },
            },
        },
    },
};

const REFUSED = /AccessDenied|UnauthorizedOperation/;

describe("a fleet with provisioners that are not administrators", function () {
    this.timeout(1_200_000);

    const session = new Session("provisioner");
    const stack = new StackSession(session, "fleet", CONFIG);
    const provisioners: Record<string, Provisioner> = {};
    const administrator =
        (account: string): AdministratorCall =>
        (action, params) =>
            session.aws(account, action, params);

    before(async () => {
        await session.start();
        for (const [id, scope] of Object.entries(SCOPES)) {
            await session.ensureAccount({ id });
            const call = administrator(id);
            provisioners[id] = await installProvisioner(call, scope, OPERATOR_ACCOUNT);
        }
    });
    after(() => session.down());

    /** Calls of the provisioners since a point in time. */
    async function calls(since: Date): Promise<readonly LogEntry[]> {
        const log = await readAwsLog(session.paths);
        return log.filter(
            ({ caller, time }) =>
                time >= since.toISOString() && caller?.includes("/acme-provisioner/") === true,
        );
    }

    function refusals(log: readonly LogEntry[]): readonly string[] {
        return log
            .filter(({ error }) => REFUSED.test(error?.code ?? ""))
            .map(({ error }) => error!.message);
    }

    let begun: Date;

    it("fails with the name of the call if a permission is missing", async () => {
        const restore = await withoutAction(
            administrator(HUB),
            SCOPES[HUB]!,
            provisioners[HUB]!,
            "ec2:AllocateAddress",
        );
        const since = new Date();
        const { code, output } = await stack.attempt("up");
        assert.notEqual(code, 0);
        assert.match(
            output,
            /acme-provisioner\S* is not authorized to perform: ec2:AllocateAddress/,
        );
        const refused = refusals(await calls(since));
        assert.ok(refused.length > 0);
        assert.ok(
            refused.every((message) => message.includes("ec2:AllocateAddress")),
            refused.join("\n"),
        );
        await restore();
    });

    it("comes up to a Healthy guestbook, without a denied call", async () => {
        begun = new Date();
        await stack.up();
        assert.deepEqual(refusals(await calls(begun)), []);
    });

    it("shows no changes on a second up or after a refresh", async () => {
        assert.deepEqual((await stack.up()).lines, []);
        assert.deepEqual((await stack.refresh()).lines, []);
    });

    it("gives every role the boundary, which limits even AdministratorAccess", async () => {
        for (const [account, { accountId }] of Object.entries(SCOPES)) {
            const { Roles } = await session.aws<{ readonly Roles: readonly Role[] }>(
                account,
                "iam:ListRoles",
                {},
            );
            const own = Roles.filter(({ Tags }) =>
                Tags.some(({ Key }) => Key === "eks-gitops-fleet:fleet"),
            );
            assert.ok(own.length >= 4, `${own.length} roles in ${account}`);
            for (const { PermissionsBoundary, RoleName } of own) {
                assert.equal(
                    PermissionsBoundary?.PermissionsBoundaryArn,
                    `arn:aws:iam::${accountId}:policy/acme-boundary`,
                    RoleName,
                );
            }
        }
    });

    it("accepts another tag and another retention", async () => {
        const { management } = CONFIG;
        stack.configure({
            ...CONFIG,
            tags: { owner: "platform" },
            management: { ...management, logs: { retentionInDays: 30 } },
        });
        await stack.up();
        assert.deepEqual(refusals(await calls(begun)), []);
    });

    it("is destroyed without a denied call, and leaves nothing", async () => {
        await stack.destroy();
        assert.deepEqual(refusals(await calls(begun)), []);
        const own = (await session.leftovers()).filter(
            (line) => !/:(role|policy)\/acme-(provisioner|boundary)|pending deletion/i.test(line),
        );
        assert.deepEqual(own, []);
    });

    it("uses every permission, except those listed with a reason", async () => {
        // Includes what the failed run had created already.
        const all = (await calls(new Date(0))).filter(({ status }) => status === 200);
        const used = new Set(all.flatMap(({ action, also = [] }) => [action, ...also]));
        const allowed = new Set(Object.values(SCOPES).flatMap(allowedActions));
        const unused = [...allowed].filter((action) => !used.has(action)).sort();
        assert.deepEqual(unused, Object.keys(NOT_IN_THE_RUN).sort());
        const free = ["sts:GetCallerIdentity"];
        assert.deepEqual(
            [...used].filter((action) => !allowed.has(action) && !free.includes(action)),
            [],
        );
        console.log(`      ${used.size} actions in ${all.length} calls`);
    });

    it("is changed by nobody else: Pulumi's own credentials only assume the roles", async () => {
        const log = await readAwsLog(session.paths);
        const others = log.filter(
            ({ caller, action }) =>
                caller?.startsWith(`arn:aws:sts::${OPERATOR_ACCOUNT}:`) === true &&
                !action.startsWith("sts:"),
        );
        assert.deepEqual(
            others.map(({ action, caller }) => `${caller} ${action}`),
            [],
        );
    });

    interface Role {
        readonly RoleName: string;
        readonly Tags: readonly { readonly Key: string }[];
        readonly PermissionsBoundary?: { readonly PermissionsBoundaryArn: string };
    }
});
