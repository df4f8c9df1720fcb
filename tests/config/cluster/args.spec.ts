import assert from "node:assert/strict";
import fc from "fast-check";

import { parseConfig } from "../../../config/parse";
import type { TargetArgs } from "../../../lib/cluster/args";
import {
    resolveCluster,
    resolveExistingCluster,
    resolveExistingManagement,
} from "../../../lib/cluster/resolve";
import { fleets } from "../../support/arbitraries/fleets";

describe("The arguments that a stack file passes to its clusters' components", function () {
    this.timeout(600_000);

    it("resolve to the clusters that its rules and discovery look at", () => {
        const counted = { created: 0, existing: 0 };
        const count = (args: TargetArgs): void => {
            counted[args.existing === true ? "existing" : "created"] += 1;
        };
        fc.assert(
            fc.property(fleets, (raw) => {
                const { hub, targets } = parseConfig(raw, "p");
                if (hub.kind === "own") {
                    const { agent, args, management } = hub;
                    const agentIdentity = agent.config.identity;
                    count(args);
                    assert.deepEqual(
                        args.existing === true
                            ? resolveExistingManagement(args)
                            : resolveCluster("management", args, { agentIdentity }),
                        management,
                    );
                }
                for (const { args, cluster, identity } of Object.values(targets)) {
                    assert.equal(args === undefined, cluster.kind === "management");
                    if (args?.existing === true) {
                        const { awsAuth, ...place } = cluster as typeof cluster & {
                            readonly awsAuth?: string;
                        };
                        assert.deepEqual(resolveExistingCluster(args), place, awsAuth);
                    } else if (args !== undefined) {
                        assert.deepEqual(resolveCluster(identity, args), cluster);
                    }
                    if (args !== undefined) {
                        count(args);
                    }
                }
            }),
            { seed: 5, numRuns: 300 },
        );
        assert.ok(counted.created > 50 && counted.existing > 50, JSON.stringify(counted));
    });
});
