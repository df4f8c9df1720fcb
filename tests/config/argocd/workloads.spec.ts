import assert from "node:assert/strict";

import { changed, problemsOf } from "../../support/config";

describe("The names of an existing Argo CD's parts", () => {
    const named = (serviceAccount: string): readonly string[] =>
        problemsOf(
            changed({
                "argocd.install": "existing",
                "argocd.workloads.server": { serviceAccount },
            }),
        );

    it("are those of Kubernetes objects", () => {
        for (const name of ["gitops-argocd-server", "default-server", "argocd.server"]) {
            assert.deepEqual(named(name), []);
        }
        for (const name of ["Argo", "a:b", "", "*"]) {
            assert.match(named(name).join(), /serviceAccount: found ".*"; allowed: the name of a/);
        }
    });

    it("give role argocd to no ServiceAccount that every pod has", () => {
        assert.match(
            named("default").join(),
            /^p:argocd\.workloads\.server\.serviceAccount: found "default"; .*not "default"/,
        );
    });
});
