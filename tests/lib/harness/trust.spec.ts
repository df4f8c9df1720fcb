import assert from "node:assert/strict";

import { parseConfig } from "../../../config/parse";
import { builtFleet } from "../../support/builtFleet";
import { changed, type Raw } from "../../support/config";
import { HARNESS_SECTION } from "../../support/harness";

const CONFIG: Raw = { engine: "harness", guestbook: undefined, harnessToken: "t0ken" };

/**
 * Whether ServiceAccounts of the agent's namespace can assume role argocd, according to the sandbox's policy evaluator.
 */
async function gets(
    names: readonly string[],
    section: Raw = {},
): Promise<Readonly<Record<string, boolean>>> {
    const harness = { ...HARNESS_SECTION, ...section };
    const { argo, can } = await builtFleet(parseConfig(changed({ ...CONFIG, harness }), "p"));
    const { accountId, arn, clusterArn, identity, issuer, namespace } = argo!;
    const allowed = (name: string): boolean =>
        identity === "irsa"
            ? can(issuer.providerIn(accountId), "sts:AssumeRoleWithWebIdentity", arn, {
                  [`${issuer.name}:aud`]: "sts.amazonaws.com",
                  [`${issuer.name}:sub`]: `system:serviceaccount:${namespace}:${name}`,
              }).allowed
            : can("pods.eks.amazonaws.com", "sts:AssumeRole", arn, {
                  "aws:RequestTag/eks-cluster-arn": clusterArn,
                  "aws:RequestTag/kubernetes-namespace": namespace,
                  "aws:RequestTag/kubernetes-service-account": name,
              }).allowed;
    return Object.fromEntries(names.map((name) => [name, allowed(name)]));
}

const OTHERS = ["argocd-server", "argocd-applicationset-controller", "argocd-repo-server"];
const NAMES = ["argocd-application-controller", "gitops-agent", ...OTHERS, "default", "stranger"];

describe("Role argocd for Harness's agent", () => {
    for (const identity of ["irsa", "podIdentity"]) {
        it(`trusts the controller and the agent by ${identity}, and neither argocd-server nor others`, async () => {
            assert.deepEqual(await gets(NAMES, { identity }), {
                "argocd-application-controller": true,
                "gitops-agent": true,
                "argocd-server": false,
                "argocd-applicationset-controller": false,
                "argocd-repo-server": false,
                default: false,
                stranger: false,
            });
        });
    }

    it("trusts the controller of a connected Argo CD by its own name, and no longer upstream's name", async () => {
        const workloads = { controller: { serviceAccount: "own-controller" } };
        assert.deepEqual(
            await gets(["own-controller", "gitops-agent", "argocd-application-controller"], {
                argoCd: "connected",
                workloads,
            }),
            {
                "own-controller": true,
                "gitops-agent": true,
                "argocd-application-controller": false,
            },
        );
    });
});
