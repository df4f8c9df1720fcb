/** Networks of three zones with the real engine, and access to a cluster's endpoint through the operator's proxy. */
import * as assert from "node:assert/strict";
import * as path from "node:path";

import { OPERATOR_ACCOUNT } from "../../sandbox/src/aws/organisation";
import { connectToEndpoint } from "./support/endpoint";
import { PlainCluster } from "./support/plainCluster";
import { Session } from "./support/session";
import { StackSession } from "./support/stack";

interface Routes {
    readonly RouteTables: readonly {
        readonly Routes: readonly { readonly NatGatewayId?: string; readonly State: string }[];
    }[];
}

describe("networks of three zones", function () {
    this.timeout(300_000);

    const session = new Session("networks");
    const program = path.join(__dirname, "programs", "networks", "index.ts");
    const stack = new StackSession(session, "networks", {}, { program });
    const natRoutes = async (vpcId: unknown): Promise<readonly string[]> => {
        const { RouteTables: tables } = await session.aws<Routes>(
            OPERATOR_ACCOUNT,
            "ec2:DescribeRouteTables",
            { Filters: [{ Name: "vpc-id", Values: [vpcId] }] },
        );
        const routes = tables.flatMap((table) => table.Routes);
        // the main table, and one for each of six subnets: all contain the VPC's own route
        assert.equal(tables.length, 7);
        assert.ok(routes.every(({ State }) => State === "active"));
        return routes.flatMap(({ NatGatewayId }) => NatGatewayId ?? []);
    };

    after(() => session.down());

    it("are created with one NAT gateway per zone or with none, and show no changes afterwards", async () => {
        await stack.up();
        const { none, perZone } = await stack.outputs();
        assert.deepEqual(await natRoutes(none), []);
        assert.equal(new Set(await natRoutes(perZone)).size, 3);
        const { changes } = await stack.preview();
        assert.deepEqual(changes, []);
    });

    it("leave nothing behind", async () => {
        await stack.destroy();
        assert.deepEqual(await session.leftovers(), []);
    });
});

describe("a cluster's endpoint, seen from the operator", function () {
    this.timeout(300_000);

    const cluster = new PlainCluster("endpoint");
    const connect = (): Promise<string> => connectToEndpoint(cluster.session);
    const update = (resourcesVpcConfig: object): Promise<unknown> =>
        cluster.call("eks:UpdateClusterConfig", { name: "hub", resourcesVpcConfig });

    before(() => cluster.start());

    after(() => cluster.session.down());

    it("is reachable only while the operator's address is in publicAccessCidrs", async () => {
        assert.match(await connect(), /^200/);
        await update({ publicAccessCidrs: ["198.51.100.0/24"] });
        assert.match(await connect(), /^403 operator is seen as 203\.0\.113\.10, not in/);
        await update({ publicAccessCidrs: ["198.51.100.0/24", "203.0.113.10/32"] });
        assert.match(await connect(), /^200/);
    });

    it("is not reachable once it is private, since the operator is outside of its VPC", async () => {
        await update({ endpointPublicAccess: false });
        assert.match(await connect(), /^403 the public endpoint of hub is off and operator is not/);
    });
});
