import assert from "node:assert/strict";

import { parseConfig } from "../../config/parse";
import { changed, problemsOf } from "../support/config";
import { RAW_CONFIG } from "../support/fixtures";

const rest = changed({ management: undefined });
/** A stack of targets on another stack's hub. */
const TARGETS_STACK = { ...rest, hub: { stack: "hub" } };
describe("Where the hub is", () => {
    it("is this stack if it has management, another stack if hub names one", () => {
        assert.equal(parseConfig(RAW_CONFIG, "p").hub.kind, "own");
        assert.deepEqual(parseConfig(TARGETS_STACK, "p").hub, {
            kind: "referred",
            stack: "hub",
            provisionerRoleName: "Provisioner",
        });
    });

    it("is configured exactly once", () => {
        assert.deepEqual(problemsOf(changed({ hub: { stack: "hub" } })), [
            'p:hub: found {"stack":"hub"}; this stack has a management cluster of its own; remove one of the two.',
        ]);
        assert.deepEqual(problemsOf(rest), [
            "p:management: missing; describe the management cluster, or set hub: { stack: ... } if another stack has it. Only a stack with nothing but workloadIdentities needs neither.",
        ]);
    });

    it("is one problem, not two, if hub is invalid", () => {
        const problems = problemsOf({ ...rest, hub: { stack: "a/b" } });
        assert.equal(problems.length, 1);
        assert.match(problems[0]!, /^p:hub\.stack: found "a\/b"; allowed: the name of a stack/);
    });

    it("is the only place to configure the agent", () => {
        assert.deepEqual(problemsOf({ ...TARGETS_STACK, argocd: { namespace: "gitops" } }), [
            "p:argocd: must be removed: the agent belongs to the hub stack (hub.stack: hub); configure it there.",
        ]);
    });

    it("accepts stack names with and without organization and project", () => {
        for (const stack of ["hub", "acme/eks-gitops-fleet/hub.prod"]) {
            assert.deepEqual(problemsOf({ ...TARGETS_STACK, hub: { stack } }), []);
        }
    });
});
