import assert from "node:assert/strict";

import type { LogEntry } from "../../src/aws/log";
import { chainsOf, type AuditEvent } from "../../src/report/chain";
import { chainText } from "../../src/report/text";

const CONTROLLER = "system:serviceaccount:argocd:argocd-application-controller";
const FIRST = "arn:aws:iam::111111111111:role/acme-argocd";
const SECOND = "arn:aws:iam::222222222222:role/acme-deployer-testing";
const SESSION = "arn:aws:sts::222222222222:assumed-role/acme-deployer-testing/s-1";

function entry(more: Partial<LogEntry>): LogEntry {
    return { time: "2026-01-01T00:00:00Z", via: "sts", action: "", status: 200, ...more };
}

const WEB_IDENTITY = entry({
    action: "sts:AssumeRoleWithWebIdentity",
    sub: CONTROLLER,
    aud: ["sts.amazonaws.com"],
    role: FIRST,
    issued: "KEY1",
});
const ASSUMED = entry({
    action: "sts:AssumeRole",
    accessKeyId: "KEY1",
    role: SECOND,
    issued: "KEY2",
});
const IDENTIFIED = entry({
    action: "sts:GetCallerIdentity",
    accessKeyId: "KEY2",
    caller: SESSION,
    cluster: "testing",
});
const LOG = [WEB_IDENTITY, ASSUMED, IDENTIFIED];

function event(verb: string, resource: string, more: Partial<AuditEvent> = {}): AuditEvent {
    return {
        verb,
        user: { username: "gitops:acme:s-1", groups: ["gitops:acme:deployers"] },
        objectRef: { apiGroup: "apps", resource, namespace: "default", name: "guestbook-ui" },
        responseStatus: { code: 201 },
        ...more,
    };
}

describe("the chain in the logs", () => {
    it("links ServiceAccount, both roles, cluster, Kubernetes user and what was changed", () => {
        const audit = { testing: [event("list", "pods"), event("create", "deployments")] };
        assert.deepEqual(chainsOf(LOG, audit), [
            {
                serviceAccount: "argocd/argocd-application-controller",
                audience: "sts.amazonaws.com",
                firstRole: FIRST,
                secondRole: SECOND,
                session: SESSION,
                cluster: "testing",
                user: "gitops:acme:s-1",
                groups: ["gitops:acme:deployers"],
                changes: ["create deployments.apps default/guestbook-ui"],
            },
        ]);
    });

    it("begins with a web identity or with EKS Pod Identity, and says with which", () => {
        const associated = {
            ...WEB_IDENTITY,
            action: "eks-auth:AssumeRoleForPodIdentity",
            aud: ["pods.eks.amazonaws.com"],
        };
        const [chain] = chainsOf([associated, ASSUMED, IDENTIFIED], {});
        assert.equal(chain?.firstRole, FIRST);
        assert.match(chainText(chain)[1] ?? "", /1 Pod Identity for pods\.eks\.amazonaws\.com/);
        const [other] = chainsOf(LOG, {});
        assert.match(chainText(other!)[1] ?? "", /1 web identity for sts\.amazonaws\.com/);
    });

    it("shows no chain when a link was refused", () => {
        for (const refused of LOG) {
            const log = LOG.map((each) => (each === refused ? { ...each, status: 403 } : each));
            assert.deepEqual(chainsOf(log, {}), []);
        }
    });

    it("shows no chain when the second session was not opened with the first one's keys", () => {
        const log = [WEB_IDENTITY, { ...ASSUMED, accessKeyId: "OTHER" }, IDENTIFIED];
        assert.deepEqual(chainsOf(log, {}), []);
    });

    it("does not attribute requests of another session", () => {
        const other = event("create", "deployments", {
            user: { username: "gitops:acme:s-2", groups: [] },
        });
        assert.equal(chainsOf(LOG, { testing: [other] })[0]?.user, undefined);
    });

    it("counts neither denied changes nor self subject reviews", () => {
        const audit = {
            testing: [
                event("create", "deployments", { responseStatus: { code: 403 } }),
                event("create", "selfsubjectaccessreviews"),
            ],
        };
        assert.deepEqual(chainsOf(LOG, audit)[0]?.changes, []);
    });

    it("shows a chain once however often it was used", () => {
        assert.equal(chainsOf([...LOG, IDENTIFIED], {}).length, 1);
    });
});

describe("a chain as text", () => {
    it("has one line for each link", () => {
        const [chain] = chainsOf(LOG, { testing: [event("create", "deployments")] });
        assert.deepEqual(chainText(chain!), [
            "ServiceAccount argocd/argocd-application-controller",
            `  1 web identity for sts.amazonaws.com -> ${FIRST}`,
            `  2 sts:AssumeRole -> ${SECOND}`,
            "  3 token for cluster testing -> Kubernetes user gitops:acme:s-1, groups gitops:acme:deployers",
            "    create deployments.apps default/guestbook-ui",
        ]);
    });

    it("reports a token that has not been used", () => {
        const [chain] = chainsOf(LOG, {});
        assert.match(chainText(chain!).join("\n"), /not used on the cluster yet/);
    });
});
