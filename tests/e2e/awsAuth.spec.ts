/**
 * An existing target that authenticates principals only by aws-auth: our entry is added and removed, others are kept.
 */
import assert from "node:assert/strict";

import { ApplicationProbe } from "./support/applications";
import { nodeEntry, readAwsAuth, writeAwsAuth, type AwsAuth } from "./support/awsAuth";
import { makeCluster, type ExistingCluster } from "./support/existingCluster";
import { makeNetwork } from "./support/existingNetwork";
import { Session } from "./support/session";
import { StackSession, type Run } from "./support/stack";

const HUB = "111111111111";
const ACCOUNT = "222222222222";
const REGION = "eu-central-1";
const NAME = "old";
const ENTRY = "pulumi-nodejs:dynamic/eks-gitops-fleet:AwsAuthEntry old-deployer-aws-auth";
const ACCESS_ENTRY = "aws:eks/accessEntry:AccessEntry old-deployer-entry";
const APPLICATION = "acme.old-guestbook";
const OURS = {
    rolearn: `arn:aws:iam::${ACCOUNT}:role/acme-deployer-old`,
    username: "gitops:acme:{{SessionName}}",
    groups: ["gitops:acme:deployers"],
};
const OURS_AS_TEXT = `- rolearn: "${OURS.rolearn}"\n  username: "${OURS.username}"\n  groups: ["gitops:acme:deployers"]\n`;
const FOREIGN = {
    rolearn: `arn:aws:iam::${ACCOUNT}:role/audit`,
    username: "audit",
    groups: ["viewers"],
};

const hubAlone = {
    fleet: "acme",
    operatorCidrs: ["203.0.113.0/24"],
    provisionerRoleName: "Provisioner",
    management: { accountId: HUB, region: "eu-west-1", clusterName: "management" },
};

function withTarget(awsAuth?: "patch" | "manual"): Readonly<Record<string, unknown>> {
    const target = {
        existing: true,
        accountId: ACCOUNT,
        region: REGION,
        clusterName: NAME,
        ...(awsAuth === undefined ? {} : { awsAuth }),
        access: { namespaces: { default: { existing: true } } },
        sourceRepos: ["https://github.com/argoproj/argocd-example-apps.git"],
    };
    return { ...hubAlone, targets: { [NAME]: target }, guestbook: { targets: [NAME] } };
}

/**
 * Changes, except those of the dynamic resources' provider: it is created and deleted with the one resource that needs
 * it.
 */
function changed({ changes }: Run): readonly string[] {
    return changes
        .filter(({ type }) => type !== "pulumi:providers:pulumi-nodejs")
        .map(({ op, type, name }) => `${op} ${type} ${name}`);
}

describe("a target that only supports aws-auth", () => {
    const session = new Session("awsAuth", { awsTime: "none" });
    const stack = new StackSession(session, "fleet", hubAlone);
    const applications = new ApplicationProbe(session, "management", "argocd");
    let cluster: ExistingCluster;
    let original: AwsAuth;

    before(async () => {
        await stack.up();
        const { hub } = await stack.outputs<{ hub: { egressCidrs: readonly string[] } }>();
        await session.ensureAccount({ id: ACCOUNT, roles: ["Provisioner"] });
        const network = await makeNetwork(session, { account: ACCOUNT, region: REGION });
        cluster = await makeCluster(session, {
            account: ACCOUNT,
            region: REGION,
            name: NAME,
            authenticationMode: "CONFIG_MAP",
            adminRole: "Provisioner",
            network,
            publicAccessCidrs: ["203.0.113.0/24", `${network.natAddress}/32`, ...hub.egressCidrs],
        });
        original = await present();
        assert.deepEqual(original.roles[0], nodeEntry(cluster.nodeRoleArn));
    });
    after(() => session.down());

    async function present(): Promise<AwsAuth> {
        const found = await readAwsAuth(session, NAME);
        assert.ok(found !== undefined, "aws-auth is gone");
        return found;
    }

    /**
     * With a token from after the change, so that neither the controller's credentials nor a cached answer hide one.
     */
    async function deploysAnew(): Promise<void> {
        await applications.restartController();
        await applications.syncAgain(APPLICATION);
    }

    it("is rejected until the stack file sets awsAuth", async () => {
        const { code, output } = await stack.configure(withTarget()).attempt("preview");
        assert.notEqual(code, 0);
        assert.match(
            output,
            /targets\.old\.awsAuth: missing; cluster old knows only the ConfigMap/,
        );
    });

    it("is rejected with a role path, since aws-auth never matches a role with a path", async () => {
        const config = { ...withTarget("patch"), rolePath: "/gitops/" };
        const { code, output } = await stack.configure(config).attempt("preview");
        assert.notEqual(code, 0);
        assert.match(output, /targets\.old\.awsAuth.*aws-auth cannot map a role with a path/);
    });

    it("comes up to a Healthy guestbook, with our entry after the others, which are kept to the byte", async () => {
        const { lines } = await stack.configure(withTarget("patch")).up();
        assert.ok(lines.includes(`create ${ENTRY}`), lines.join("\n"));
        assert.ok(!lines.some((line) => line.includes("AccessEntry old")));
        assert.deepEqual((await present()).data, {
            ...original.data,
            mapRoles: `${original.data["mapRoles"]}${OURS_AS_TEXT}`,
        });
        const { body } = await session.kubernetes({
            cluster: NAME,
            path: "/apis/apps/v1/namespaces/default/deployments/guestbook-ui",
        });
        assert.equal((body as { kind: string }).kind, "Deployment");
    });

    it("shows no changes on a second up", async () => {
        const before = await present();
        assert.deepEqual((await stack.up()).lines, []);
        assert.deepEqual((await present()).data, before.data);
    });

    it("keeps what someone else writes between two ups, in any style and order", async () => {
        const { roles } = await present();
        await writeAwsAuth(session, NAME, [FOREIGN, ...roles.toReversed()]);
        const edited = await present();
        assert.deepEqual((await stack.refresh()).lines, []);
        assert.deepEqual((await stack.up()).lines, []);
        assert.deepEqual((await present()).data, edited.data);
    });

    it("restores our removed entry after a refresh", async () => {
        const others = [nodeEntry(cluster.nodeRoleArn), FOREIGN, original.roles.at(-1)!];
        await writeAwsAuth(session, NAME, others);
        const run = await stack.up("--refresh");
        assert.deepEqual(
            changed(run).filter((line) => !line.startsWith("delete ")),
            [`create ${ENTRY}`],
        );
        assert.deepEqual((await present()).roles, [...others, OURS]);
        await deploysAnew();
    });

    it("restores our edited entry", async () => {
        const { roles } = await present();
        const wider = { ...OURS, groups: ["gitops:acme:deployers", "system:masters"] };
        await writeAwsAuth(
            session,
            NAME,
            roles.map((entry) => (entry.rolearn === OURS.rolearn ? wider : entry)),
        );
        assert.deepEqual(changed(await stack.up("--refresh")), [`update ${ENTRY}`]);
        assert.deepEqual((await present()).roles, roles);
    });

    it("removes only our entry when awsAuth changes to manual, and exports the entry to paste", async () => {
        const { roles } = await present();
        const preview = await stack.configure(withTarget("manual")).attempt("preview");
        assert.match(preview.output, /acme-deployer-old/);
        assert.deepEqual(changed(await stack.up()), [`delete ${ENTRY}`]);
        const others = roles.filter(({ rolearn }) => rolearn !== OURS.rolearn);
        const { data } = await present();
        assert.deepEqual((await present()).roles, others);

        const { targets } = await stack.outputs<{ targets: { old: { awsAuthEntry: string } } }>();
        assert.equal(targets.old.awsAuthEntry, OURS_AS_TEXT);
        const pasted = `${data["mapRoles"]}${targets.old.awsAuthEntry}`;
        await session.kubernetes({
            cluster: NAME,
            method: "PATCH",
            path: "/api/v1/namespaces/kube-system/configmaps/aws-auth",
            body: { data: { mapRoles: pasted } },
        });
        await deploysAnew();
    });

    it("adopts the pasted entry unchanged", async () => {
        const before = await present();
        const run = await stack.configure(withTarget("patch")).up();
        assert.deepEqual(changed(run), [`create ${ENTRY}`]);
        assert.deepEqual((await present()).data, before.data);
    });

    it("moves to an access entry without a gap, and leaves aws-auth to others", async () => {
        await session.aws(
            ACCOUNT,
            "eks:UpdateClusterConfig",
            { name: NAME, accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" } },
            REGION,
        );
        const { roles } = await present();
        const run = await stack.configure(withTarget()).up();
        assert.deepEqual(changed(run), [`create ${ACCESS_ENTRY}`, `delete ${ENTRY}`]);
        const others = roles.filter(({ rolearn }) => rolearn !== OURS.rolearn);
        assert.deepEqual((await present()).roles, others);
        await deploysAnew();

        const back = await stack.configure(withTarget("patch")).up();
        assert.deepEqual(changed(back), [`create ${ENTRY}`, `delete ${ACCESS_ENTRY}`]);
        assert.deepEqual((await present()).roles, [...others, OURS]);
    });

    it("is unchanged after destroy: cluster, nodes and all entries of others", async () => {
        const { roles } = await present();
        const { lines } = await stack.destroy();
        assert.ok(lines.includes(`delete ${ENTRY}`), lines.join("\n"));
        const left = await present();
        assert.deepEqual(
            left.roles,
            roles.filter(({ rolearn }) => rolearn !== OURS.rolearn),
        );
        assert.deepEqual(
            left.roles.find(({ rolearn }) => rolearn === cluster.nodeRoleArn),
            nodeEntry(cluster.nodeRoleArn),
        );
        const found = await session.aws<{ cluster: { status: string } }>(
            ACCOUNT,
            "eks:DescribeCluster",
            { name: NAME },
            REGION,
        );
        assert.equal(found.cluster.status, "ACTIVE");
    });
});
