/** The clusters of an accepted configuration, as parsed. */
import assert from "node:assert/strict";

import type { ClusterConfig } from "../../lib/cluster/types";
import { parseConfig } from "../../config/parse";
import { changed, type Raw } from "./config";

/** The management cluster of the small configuration with changes. */
export function managementOf(changes: Raw): ClusterConfig {
    const { hub } = parseConfig(changed(changes), "p");
    assert.ok(hub.kind === "own" && hub.management.kind === "created");
    return hub.management;
}

/** Target `testing` of the small configuration with changes. */
export function testingOf(changes: Raw): ClusterConfig {
    const { cluster } = parseConfig(changed(changes), "p").targets["testing"]!;
    assert.ok(cluster.kind === "created");
    return cluster;
}
