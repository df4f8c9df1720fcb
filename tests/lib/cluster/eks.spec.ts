import assert from "node:assert/strict";

import type { EndpointAccess } from "../../../lib/cluster/types";
import {
    controlPlaneLogGroup,
    endpointRangeProblems,
    publicAccessCidrs,
    withoutCreatorAdmin,
} from "../../../lib/cluster/eks";

describe("publicAccessCidrs", () => {
    const allowList = { kind: "allowList", cidrs: ["203.0.113.0/24", "198.51.100.0/24"] } as const;

    it("lists the operators and the management cluster's egress, sorted, without duplicates", () => {
        assert.deepEqual(publicAccessCidrs(allowList, ["192.0.2.1/32", "203.0.113.0/24"]), [
            "192.0.2.1/32",
            "198.51.100.0/24",
            "203.0.113.0/24",
        ]);
    });

    it("lists only the operators if there is no other egress", () => {
        assert.deepEqual(publicAccessCidrs(allowList, []), ["198.51.100.0/24", "203.0.113.0/24"]);
    });

    it("allows every address only if configured", () => {
        assert.deepEqual(publicAccessCidrs({ kind: "world" }, ["192.0.2.1/32"]), ["0.0.0.0/0"]);
    });

    it("is undefined for a private endpoint, where EKS rejects ranges", () => {
        assert.equal(publicAccessCidrs({ kind: "private" }, ["192.0.2.1/32"]), undefined);
    });
});

describe("endpointRangeProblems", () => {
    const cidrs = Array.from({ length: 39 }, (_, index) => `203.0.113.${index}/32`);
    const targets = (
        endpointAccess: EndpointAccess,
    ): Parameters<typeof endpointRangeProblems>[0] => ({
        shop: { cluster: { kind: "created", endpointAccess } },
        other: { cluster: { kind: "existing" } },
    });
    const listed = targets({ kind: "allowList", cidrs });

    it("accepts ranges up to EKS's quota, counting duplicates once", () => {
        assert.deepEqual(endpointRangeProblems(listed, ["192.0.2.1/32", cidrs[0]!]), []);
        const many = Array.from({ length: 50 }, (_, index) => `192.0.2.${index}/32`);
        assert.deepEqual(endpointRangeProblems(targets({ kind: "world" }), many), []);
        assert.deepEqual(endpointRangeProblems(targets({ kind: "private" }), many), []);
    });

    it("reports every target with too many ranges of operators and hub", () => {
        assert.deepEqual(endpointRangeProblems(listed, ["192.0.2.1/32", "192.0.2.2/32"]), [
            {
                path: "targets.shop.endpointAccess",
                found: "41 ranges",
                remedy: "EKS takes 40 at an endpoint, the management cluster's 2 addresses among them: join neighbouring operatorCidrs, or come from fewer.",
            },
        ]);
    });
});

describe("withoutCreatorAdmin", () => {
    it("disables the creator's admin access and keeps the rest", () => {
        const props = {
            name: "hub",
            accessConfig: {
                authenticationMode: "API",
                bootstrapClusterCreatorAdminPermissions: true,
            },
        };
        assert.deepEqual(withoutCreatorAdmin("aws:eks/cluster:Cluster", props), {
            name: "hub",
            accessConfig: {
                authenticationMode: "API",
                bootstrapClusterCreatorAdminPermissions: false,
            },
        });
        assert.equal(props.accessConfig.bootstrapClusterCreatorAdminPermissions, true);
    });

    it("disables it if accessConfig is not set", () => {
        assert.deepEqual(withoutCreatorAdmin("aws:eks/cluster:Cluster", {}), {
            accessConfig: { bootstrapClusterCreatorAdminPermissions: false },
        });
    });

    it("does not change other resources", () => {
        const props = { name: "hub" };
        assert.equal(withoutCreatorAdmin("aws:iam/role:Role", props), props);
        assert.equal(withoutCreatorAdmin("eks:index:Cluster", props), props);
    });
});

describe("Control-plane logs", () => {
    it("use the log group that EKS writes to", () => {
        assert.equal(controlPlaneLogGroup("hub"), "/aws/eks/hub/cluster");
    });
});
