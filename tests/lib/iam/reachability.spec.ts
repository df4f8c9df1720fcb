import assert from "node:assert/strict";
import fc from "fast-check";

import { roleArn } from "../../../lib/aws/arn";
import { parseConfig } from "../../../config/parse";
import { fleets } from "../../support/arbitraries/fleets";
import {
    ADMIN,
    builtFleet,
    type BuiltFleet,
    type ServiceAccountRole,
} from "../../support/builtFleet";
import { issuerOf } from "../../support/sandboxRoles";

const WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity";
const ASSUME = "sts:AssumeRole";

/** Every role except one. */
function others(fleet: BuiltFleet, strangers: readonly string[], one: string): readonly string[] {
    const admins = fleet.accounts.map((account) => roleArn(fleet.partition, account, ADMIN));
    const own = [...fleet.deployers, ...fleet.bootstrap, ...fleet.runners.map(({ arn }) => arn)];
    const argo = fleet.argo === undefined ? [] : [fleet.argo.arn];
    return [...admins, ...own, ...argo, ...strangers].filter((arn) => arn !== one);
}

/** Roles that trust the hub account, with names that start like a Deployer role's or end differently. */
async function addStrangers(fleet: BuiltFleet): Promise<readonly string[]> {
    const { argo, partition, addStranger } = fleet;
    if (argo === undefined) {
        return [];
    }
    const account = `arn:${partition}:iam::${argo.accountId}:root`;
    const own = new Set(fleet.deployers.map((arn) => arn.split("/").at(-1)!));
    const names = [...own].flatMap((name) => [
        `${name}-b`,
        `${name}x`,
        name.slice(0, -1),
        `x${name}`,
    ]);
    const fresh = new Set(names.filter((name) => !own.has(name) && name.length <= 64));
    const made: string[] = [];
    for (const name of fresh) {
        for (const accountId of fleet.accounts) {
            made.push(await addStranger(accountId, name, account));
        }
    }
    return made;
}

function assertServiceAccountsOnly(fleet: BuiltFleet, role: ServiceAccountRole): void {
    const { issuer, namespace, accountId } = role;
    const [first] = role.serviceAccounts;
    const subject = `system:serviceaccount:${namespace}:${first!}`;
    const can = (provider: string, claims: Readonly<Record<string, string>>): boolean =>
        fleet.can(provider, WEB_IDENTITY, role.arn, claims).allowed;
    const token = (sub: string, aud?: string, of = issuer): boolean =>
        can(of.providerIn(accountId), {
            [`${of.name}:sub`]: sub,
            ...(aud === undefined ? {} : { [`${of.name}:aud`]: aud }),
        });
    const audience = "sts.amazonaws.com";

    for (const name of role.serviceAccounts) {
        assert.ok(token(`system:serviceaccount:${namespace}:${name}`, audience), name);
    }
    for (const other of [
        `system:serviceaccount:${namespace}:default`,
        `system:serviceaccount:${namespace}:${first!}x`,
        `system:serviceaccount:${namespace}:*`,
        `system:serviceaccount:${namespace}x:${first!}`,
        `system:serviceaccount:kube-system:${first!}`,
        subject.toUpperCase(),
        "*",
    ]) {
        assert.equal(token(other, audience), false, other);
    }
    assert.equal(token(subject), false, "without an audience");
    assert.equal(token(subject, "sts.amazonaws.com.evil.example"), false, "another audience");
    const elsewhere = issuerOf("eu-west-1", "another cluster");
    assert.equal(token(subject, audience, elsewhere), false, "another issuer");
    const foreign = issuer.providerIn("999999999999");
    const claims = { [`${issuer.name}:sub`]: subject, [`${issuer.name}:aud`]: audience };
    assert.equal(can(foreign, claims), false, "a provider of another account");
}

function assertPodIdentityOnly(fleet: BuiltFleet, argo: NonNullable<BuiltFleet["argo"]>): void {
    const may = (
        tags: Readonly<Record<string, string>>,
        service = "pods.eks.amazonaws.com",
    ): boolean => fleet.can(service, ASSUME, argo.arn, tags).allowed;
    const right = {
        "aws:RequestTag/eks-cluster-arn": argo.clusterArn,
        "aws:RequestTag/kubernetes-namespace": argo.namespace,
    };
    const tagged = (name: string): Record<string, string> => ({
        ...right,
        "aws:RequestTag/kubernetes-service-account": name,
    });
    for (const name of argo.serviceAccounts) {
        assert.ok(may(tagged(name)), name);
        assert.equal(
            may({ ...tagged(name), "aws:RequestTag/kubernetes-namespace": `${argo.namespace}x` }),
            false,
        );
        const other = `${argo.clusterArn}x`;
        assert.equal(may({ ...tagged(name), "aws:RequestTag/eks-cluster-arn": other }), false);
        assert.equal(may(tagged(name), "ec2.amazonaws.com"), false);
    }
    assert.equal(may(tagged("default")), false);
    assert.equal(may(right), false);
    assert.equal(may({}), false);
}

describe("Who can assume what, in any configuration", function () {
    this.timeout(600_000);

    it("role argocd: the agent's ServiceAccounts. Each Deployer: role argocd. Role argocd: this stack's Deployers. A runner's role: its ServiceAccount", async () => {
        await fc.assert(
            fc.asyncProperty(fleets, async (raw) => {
                const fleet = await builtFleet(parseConfig(raw, "p"));
                const strangers = await addStrangers(fleet);
                const { argo, can } = fleet;

                if (argo !== undefined) {
                    if (argo.identity === "irsa") {
                        assertServiceAccountsOnly(fleet, argo);
                    } else {
                        assertPodIdentityOnly(fleet, argo);
                    }
                    const reachable = others(fleet, strangers, argo.arn).filter(
                        (role) => can(argo.arn, ASSUME, role).allowed,
                    );
                    assert.deepEqual(
                        [...reachable].sort(),
                        [...fleet.deployers, ...fleet.bootstrap].sort(),
                    );
                }
                for (const role of fleet.runners) {
                    assertServiceAccountsOnly(fleet, role);
                }
                const own = [...fleet.deployers, ...fleet.bootstrap];
                const closed = [
                    ...own,
                    ...fleet.runners.map(({ arn }) => arn),
                    ...(argo === undefined ? [] : [argo.arn]),
                ];
                for (const role of closed) {
                    const by = others(fleet, strangers, role).filter(
                        (principal) => can(principal, ASSUME, role).allowed,
                    );
                    assert.deepEqual(by, own.includes(role) ? [argo!.arn] : [], role);
                }
            }),
            { seed: 4, numRuns: 1000 },
        );
    });
});
