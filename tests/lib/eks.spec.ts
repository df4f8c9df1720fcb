import assert from "node:assert/strict";

import {
    CONTROL_PLANE_LOGS,
    controlPlaneLogGroup,
    publicAccessCidrs,
    withoutCreatorAdmin,
} from "../../components/lib/eks";

describe("publicAccessCidrs", () => {
    const allowList = { kind: "allowList", cidrs: ["203.0.113.0/24", "198.51.100.0/24"] } as const;

    it("lists the operators and the egress of the management cluster, sorted, each once", () => {
        assert.deepEqual(publicAccessCidrs(allowList, ["192.0.2.1/32", "203.0.113.0/24"]), [
            "192.0.2.1/32",
            "198.51.100.0/24",
            "203.0.113.0/24",
        ]);
    });

    it("is the operators alone where there is no other egress", () => {
        assert.deepEqual(publicAccessCidrs(allowList, []), ["198.51.100.0/24", "203.0.113.0/24"]);
    });

    it("is everybody only where that is said", () => {
        assert.deepEqual(publicAccessCidrs({ kind: "world" }, ["192.0.2.1/32"]), ["0.0.0.0/0"]);
    });

    it("is absent for a private endpoint: EKS refuses ranges there", () => {
        assert.equal(publicAccessCidrs({ kind: "private" }, ["192.0.2.1/32"]), undefined);
    });
});

describe("withoutCreatorAdmin", () => {
    it("turns the hidden administrator off and keeps the rest", () => {
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

    it("turns it off where no accessConfig was given at all", () => {
        assert.deepEqual(withoutCreatorAdmin("aws:eks/cluster:Cluster", {}), {
            accessConfig: { bootstrapClusterCreatorAdminPermissions: false },
        });
    });

    it("leaves every other resource as it is", () => {
        const props = { name: "hub" };
        assert.equal(withoutCreatorAdmin("aws:iam/role:Role", props), props);
        assert.equal(withoutCreatorAdmin("eks:index:Cluster", props), props);
    });
});

describe("Control-plane logs", () => {
    it("are those that tell who did what", () => {
        assert.deepEqual(CONTROL_PLANE_LOGS, ["api", "audit", "authenticator"]);
    });

    it("go to the group that EKS writes to", () => {
        assert.equal(controlPlaneLogGroup("hub"), "/aws/eks/hub/cluster");
    });
});
