import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { ArgoCdRepositories, type ArgoCdRepositoriesArgs } from "../../../components";
import { hubCluster } from "../../support/argocd";
import { argoCdRef } from "../../support/bootstrap";
import {
    assertChildNames,
    assertNoDefaultProvider,
    assertRefused,
    assertSameInPreview,
    givenResource,
    goesBefore,
    inventory,
    registered,
} from "../../support/fleet";
import { isSecret, revealed } from "../../support/mocks";

const SECRET = "kubernetes:core/v1:Secret";

function build(overrides: Partial<ArgoCdRepositoriesArgs> = {}): ArgoCdRepositories {
    return new ArgoCdRepositories("repositories", {
        argocd: argoCdRef(),
        repositories: {
            apps: {
                url: "https://git.example.com/apps.git",
                https: { username: "bot", passwordSecret: "appsPassword" },
            },
            charts: {
                url: "git@git.example.com:charts.git",
                ssh: { privateKeySecret: "chartsKey" },
            },
        },
        secrets: { appsPassword: pulumi.secret("s3cret"), chartsKey: "KEY" },
        ...overrides,
    });
}

describe("ArgoCdRepositories", () => {
    it("makes a labelled Secret of each, secret as a whole", async () => {
        const harness = await registered(() => build());
        assert.deepEqual(inventory(harness), [
            "eks-gitops-fleet:index:ArgoCdRepositories repositories",
            `${SECRET} repositories-apps`,
            `${SECRET} repositories-charts`,
        ]);
        assertChildNames(harness);
        assertNoDefaultProvider(harness);
        const { inputs } = harness.one(SECRET, "repositories-apps");
        assert.deepEqual(inputs["metadata"], {
            name: "acme.repository.apps",
            namespace: "gitops",
            labels: { "argocd.argoproj.io/secret-type": "repository" },
        });
        assert.ok(isSecret(inputs["data"]));
        const data = revealed(inputs["data"]) as Record<string, string>;
        assert.equal(Buffer.from(data["password"]!, "base64").toString(), "s3cret");
        // As data: of stringData the API server would keep what another kind of credential leaves out.
        assert.equal(inputs["stringData"], undefined);
    });

    it("makes them after the agent's namespace, and takes them away before it", async () => {
        const harness = await registered(() => build());
        const agent = harness.one("kubernetes:core/v1:Namespace", "given-agent");
        assert.ok(goesBefore(harness, harness.one(SECRET, "repositories-apps"), agent));
    });

    it("lets them die with a cluster of ours", async () => {
        const harness = await registered(() =>
            build({
                argocd: argoCdRef({ cluster: hubCluster({ cluster: givenResource("cluster") }) }),
            }),
        );
        assert.equal(
            harness.one(SECRET, "repositories-apps").deletedWith,
            harness.one("kubernetes:core/v1:Namespace", "given-cluster").urn,
        );
    });

    it("refuses to leave out a value that a repository names", async () => {
        await assertRefused(
            () => build({ secrets: { appsPassword: "s3cret" } }),
            /ArgoCdRepositories repositories: [^]*secrets\.chartsKey: missing; another argument names this secret/,
        );
    });

    it("is the same in a preview", async () => {
        await assertSameInPreview(() => build());
    });
});
