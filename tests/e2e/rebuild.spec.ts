/**
 * A lost management cluster that is rebuilt: one command replaces the issuer and the trust in it, and workloads are not
 * touched.
 */
import assert from "node:assert/strict";

import { ApplicationProbe } from "./support/applications";
import { Session } from "./support/session";
import { StackSession } from "./support/stack";

const MANAGEMENT = "111111111111";
const TARGET = "222222222222";

const FLEET = {
    fleet: "acme",
    operatorCidrs: ["203.0.113.0/24"],
    provisionerRoleName: "Provisioner",
};

const HUB = {
    ...FLEET,
    management: { accountId: MANAGEMENT, region: "eu-west-1", clusterName: "management" },
};

const TARGETS = {
    ...FLEET,
    hub: { stack: "hub" },
    targets: {
        testing: {
            accountId: TARGET,
            region: "eu-west-1",
            clusterName: "testing",
            access: { namespaces: { default: { existing: true } } },
        },
    },
    guestbook: { targets: ["testing"], deletion: "orphan" },
};

describe("a fleet after the loss of its management cluster", () => {
    const session = new Session("rebuild");
    const hub = new StackSession(session, "hub", HUB);
    const targets = new StackSession(session, "targets", TARGETS);
    const applications = new ApplicationProbe(session, "management", "argocd");
    let before: { readonly issuer: string; readonly workload: string };

    after(() => session.down());

    /** Uid of the guestbook's Deployment: it changes if the Deployment is recreated. */
    async function workload(): Promise<string> {
        const { body } = await session.kubernetes({
            cluster: "testing",
            path: "/apis/apps/v1/namespaces/default/deployments/guestbook-ui",
        });
        return (body as { metadata: { uid: string } }).metadata.uid;
    }

    async function issuer(): Promise<string> {
        const outputs = await hub.outputs<{ hub: { oidcIssuerUrl: string } }>();
        return outputs.hub.oidcIssuerUrl;
    }

    async function trust(): Promise<string> {
        const { Role } = await session.aws<{ Role: { AssumeRolePolicyDocument: string } }>(
            MANAGEMENT,
            "iam:GetRole",
            { RoleName: "acme-argocd" },
        );
        return decodeURIComponent(Role.AssumeRolePolicyDocument);
    }

    it("runs first, with a trusted issuer", async () => {
        await session.succeed(...(await hub.options()), ...(await targets.options()), "up");
        before = { issuer: await issuer(), workload: await workload() };
        assert.ok((await trust()).includes(before.issuer.replace("https://", "")));
    });

    it("loses the cluster, and removes its objects from the state by a refresh with PULUMI_K8S_DELETE_UNREACHABLE", async () => {
        const { nodegroups } = await session.aws<{ nodegroups: string[] }>(
            MANAGEMENT,
            "eks:ListNodegroups",
            { clusterName: "management" },
        );
        for (const nodegroupName of nodegroups) {
            await session.aws(MANAGEMENT, "eks:DeleteNodegroup", {
                clusterName: "management",
                nodegroupName,
            });
        }
        await session.aws(MANAGEMENT, "eks:DeleteCluster", { name: "management" });
        process.env["PULUMI_K8S_DELETE_UNREACHABLE"] = "true";
        try {
            await hub.refresh();
            await targets.refresh();
        } finally {
            delete process.env["PULUMI_K8S_DELETE_UNREACHABLE"];
        }
        const known = [...(await hub.resources()), ...(await targets.resources())];
        // Groups of manifests are components without a resource of their own; objects on the target still exist.
        const left = known.filter(
            ({ type, urn }) =>
                /^kubernetes:(?!yaml\/v2:)/.test(type) && !urn.includes("::testing-deployer"),
        );
        assert.deepEqual(
            left.map(({ urn }) => urn),
            [],
        );
    });

    it("is complete again after an up of each stack: role argocd and the account trust another issuer, and the guestbook is verified", async () => {
        await hub.up();
        const run = await targets.up();
        assert.ok(!run.changes.some(({ op }) => /delete|replace/.test(op)), run.lines.join("\n"));
        const now = await issuer();
        assert.notEqual(now, before.issuer);
        assert.ok((await trust()).includes(now.replace("https://", "")));
        assert.ok(!(await trust()).includes(before.issuer.replace("https://", "")));
        const { OpenIDConnectProviderList } = await session.aws<{
            OpenIDConnectProviderList: { Arn: string }[];
        }>(MANAGEMENT, "iam:ListOpenIDConnectProviders", {});
        assert.deepEqual(
            OpenIDConnectProviderList.map(({ Arn }) => Arn.split("/").at(-1)),
            [now.split("/").at(-1)],
        );
    });

    it("deploys again, to a workload that nobody changed in between", async () => {
        await applications.syncAgain("acme.testing-guestbook");
        assert.equal(await workload(), before.workload);
    });

    it("shows no changes afterwards", async () => {
        for (const stack of [hub, targets]) {
            const { lines, output } = await stack.up("--diff");
            assert.deepEqual(lines, [], output);
        }
    });
});
