import assert from "node:assert/strict";

import {
    installArgoCd,
    type ArgoCdInstallation,
    type InstallArgoCdArgs,
} from "../../../components";
import type { ArgoCdInstall } from "../../../lib/argocd/types";
import { ARGO_CD, ROLE_ARN } from "../../support/argocd";
import { CRDS, INSTALLATION, REACH } from "../../support/fixtures";
import { assertRefused, givenKubernetes, inventory, registered } from "../../support/fleet";
import { value } from "../../support/mocks";

function build(
    install: ArgoCdInstall,
    overrides: Partial<InstallArgoCdArgs> = {},
): ArgoCdInstallation {
    return installArgoCd(
        "argocd",
        {
            fleet: "acme",
            argocd: { ...ARGO_CD, install },
            region: "eu-west-1",
            roleArn: ROLE_ARN,
            secrets: {},
            manifests: { crds: CRDS, installation: INSTALLATION },
            prerequisites: [],
            reach: REACH,
            ...overrides,
        },
        { providers: [givenKubernetes("hub")] },
    );
}

describe("installArgoCd", () => {
    for (const [install, component] of [
        ["manifests", "ArgoCd"],
        ["helm", "ArgoCdRelease"],
        ["existing", "ArgoCdExisting"],
    ] as const) {
        it(`takes ${component} for ${install}`, async () => {
            const harness = await registered(() => build(install));
            assert.ok(inventory(harness).includes(`eks-gitops-fleet:index:${component} argocd`));
        });
    }

    it("makes the repositories' Secrets part of what Applications depend on", async () => {
        let agent: ArgoCdInstallation | undefined;
        const repositories = {
            apps: {
                url: "https://git.example.com/apps.git",
                type: "git",
                credential: { kind: "https", username: "bot", passwordSecret: "appsPassword" },
            },
        } as const;
        const harness = await registered(() => {
            agent = build("existing", {
                argocd: { ...ARGO_CD, install: "existing", repositories },
                secrets: { appsPassword: "s3cret" },
            });
        });
        const urns = await Promise.all(agent!.installation.map(({ urn }) => value(urn)));
        const secret = harness.one("kubernetes:core/v1:Secret", "argocd-repositories-apps");
        assert.ok(urns.includes(secret.urn));
    });

    it("refuses to install from manifests without any", async () => {
        await assertRefused(
            () =>
                installArgoCd("argocd", {
                    fleet: "acme",
                    argocd: ARGO_CD,
                    region: "eu-west-1",
                    roleArn: ROLE_ARN,
                    secrets: {},
                    prerequisites: [],
                    reach: REACH,
                }),
            "installArgoCd argocd: 'manifests' is missing; read the release's where argocd.install is manifests.",
        );
    });
});
