import assert from "node:assert/strict";

import { podAnnotations, serviceAccountAnnotations } from "../../../lib/argocd/identity";

const IRSA = { identity: "irsa", roleArn: "arn:aws:iam::111111111111:role/acme-argocd" } as const;
const POD_IDENTITY = { ...IRSA, identity: "podIdentity" } as const;

describe("The identity of Argo CD's pods", () => {
    it("with web identity: sets the role on the ServiceAccounts, and the regional STS", () => {
        assert.deepEqual(serviceAccountAnnotations(IRSA), {
            "eks.amazonaws.com/role-arn": IRSA.roleArn,
            "eks.amazonaws.com/sts-regional-endpoints": "true",
        });
    });

    it("with Pod Identity: sets nothing on the ServiceAccounts, since pods would prefer web identity tokens", () => {
        assert.deepEqual(serviceAccountAnnotations(POD_IDENTITY), {});
    });

    it("restarts pods when the role or the kind of identity changes, and for nothing else", () => {
        const hashes = [IRSA, POD_IDENTITY, { ...IRSA, roleArn: "arn:other" }].map(
            (role) => podAnnotations(role)["eks-gitops-fleet/role-arn-hash"],
        );
        assert.equal(new Set(hashes).size, 3);
        assert.deepEqual(podAnnotations({ ...IRSA }), podAnnotations(IRSA));
        assert.equal(hashes[0], "13b0cb0b");
    });
});
