import * as k8s from "@pulumi/kubernetes";
import assert from "node:assert/strict";

import { ArgoCdSecrets, type ArgoCdSecretsArgs } from "../../../components/argocd/argoCdSecrets";
import type { SsoConfig } from "../../../lib/argocd/types";
import { ADMIN, HOSTILE } from "../../support/argocd";
import {
    assertChildNames,
    assertSameInPreview,
    givenKubernetes,
    inventory,
    registered,
} from "../../support/fleet";
import { isSecret, revealed, value } from "../../support/mocks";

const SSO: SsoConfig = {
    url: "https://argocd.example.com",
    oidc: {
        name: "Okta",
        issuer: "https://acme.okta.com",
        clientID: "a1",
        clientSecretSecret: "oktaSecret",
    },
};
const SECRET = "kubernetes:core/v1:Secret";
const STASH = "pulumi:index:Stash";

function build(overrides: Partial<ArgoCdSecretsArgs> = {}): ArgoCdSecrets {
    const provider = givenKubernetes("hub");
    return new ArgoCdSecrets(
        "secrets",
        {
            namespace: new k8s.core.v1.Namespace(
                "given-namespace",
                { metadata: { name: "gitops" } },
                { provider },
            ),
            sso: undefined,
            secrets: { oktaSecret: "s3cret" },
            newAdminCredential: undefined,
            deletedWith: undefined,
            ...overrides,
        },
        { providers: [provider] },
    );
}

describe("ArgoCdSecrets", () => {
    it("makes nothing where there is nothing to keep", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(inventory(harness), ["eks-gitops-fleet:index:ArgoCdSecrets secrets"]);
    });

    it("makes the Secret that the provider's configuration refers to, labelled or Argo CD reads nothing of it", async () => {
        const harness = await registered(() => build({ sso: SSO }));
        const { inputs } = harness.one(SECRET, "secrets-sso");
        assert.deepEqual(inputs["metadata"], {
            name: "argocd-sso",
            namespace: "gitops",
            labels: { "app.kubernetes.io/part-of": "argocd" },
        });
        assert.ok(isSecret(inputs["data"]));
        assertChildNames(harness);
    });

    for (const hostile of HOSTILE) {
        it(`holds ${JSON.stringify(hostile)} as it is`, async () => {
            const harness = await registered(() =>
                build({ sso: SSO, secrets: { oktaSecret: hostile } }),
            );
            const data = revealed(harness.one(SECRET, "secrets-sso").inputs["data"]) as object;
            assert.deepEqual(data, {
                "oidc.clientSecret": Buffer.from(hostile).toString("base64"),
            });
        });
    }

    it("keeps the admin's password in the state, secret, as it was first made", async () => {
        let secrets: ArgoCdSecrets | undefined;
        const harness = await registered(() => (secrets = build({ newAdminCredential: ADMIN })));
        const stash = harness.one(STASH, "secrets-admin");
        assert.ok(isSecret(stash.inputs["input"]));
        // A run that brings another is no change.
        assert.deepEqual(stash.ignoreChanges, ["input"]);
        assert.deepEqual(await value(secrets!.adminCredential!), ADMIN);
        const output = secrets!.adminCredential as unknown as { isSecret: Promise<boolean> };
        assert.ok(await output.isSecret);
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build({ sso: SSO, newAdminCredential: ADMIN }));
    });
});
