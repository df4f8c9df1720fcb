import * as assert from "node:assert/strict";
import type { EndpointGate } from "../../src/aws/contract";
import { decide, type Outside, outsideRoute, serviceRoute } from "../../src/network/egress";

const id = "0123456789ABCDEF0123456789ABCDEF";
const outside: Outside = {
    sts: 1,
    oidc: 2,
    github: 3,
    apiServer: (asked, region) => (asked === id && region === "eu-west-1" ? 4 : undefined),
};
const endpoint = `${id.toLowerCase()}.gr7.eu-west-1.eks.amazonaws.com`;

describe("routes to the sandbox's outside world", () => {
    const cases: readonly (readonly [string, number | undefined])[] = [
        ["sts.amazonaws.com:443", 1],
        ["sts.eu-west-1.amazonaws.com:443", 1],
        ["sts.cn-north-1.amazonaws.com.cn:443", 1],
        ["oidc.eks.eu-west-1.amazonaws.com:443", 2],
        ["github.com:443", 3],
        [`${endpoint}:443`, 4],
        ["sts.eu-west-1.amazonaws.com:80", undefined],
        ["sts.eu-west-1.amazonaws.com.example.com:443", undefined],
        ["s3.eu-west-1.amazonaws.com:443", undefined],
        ["api.github.com:443", undefined],
        [`${endpoint.replace("eu-west-1", "eu-west-2")}:443`, undefined],
        ["169.254.169.254:443", undefined],
        ["127.0.0.1:443", undefined],
    ];
    for (const [host, port] of cases) {
        it(`${host} ${port === undefined ? "has none" : `goes to port ${String(port)}`}`, () => {
            assert.equal(outsideRoute(host, outside)?.port, port);
        });
    }
});

describe("routes to Services of a cluster", () => {
    it("a Service's name goes to the same port of the shared loopback", () => {
        assert.deepEqual(serviceRoute("argocd-repo-server:8081"), { kind: "service", port: 8081 });
        assert.equal(serviceRoute("redis.argocd.svc.cluster.local:6379")?.port, 6379);
    });

    it("a name of the internet, an address and a bad port are no Service", () => {
        for (const name of ["example.com:443", "10.0.0.1:80", "redis:0", "redis:70000", "redis"]) {
            assert.equal(serviceRoute(name), undefined, name);
        }
    });
});

describe("decision of the egress proxy", () => {
    const gate: EndpointGate = {
        mayConnect: (host, source) => ({
            allowed: host === endpoint && source.addresses.includes("203.0.113.7"),
            reason: `asked for ${host}`,
        }),
    };
    const routes = (host: string): ReturnType<typeof outsideRoute> => outsideRoute(host, outside);
    const nat = { name: "nodes of hub", addresses: ["203.0.113.7"] };

    it("an endpoint passes when the gate admits the source", () => {
        assert.deepEqual(decide(`${endpoint.toUpperCase()}:443`, nat, routes, gate), {
            allowed: true,
            host: `${endpoint}:443`,
            port: 4,
            reason: `asked for ${endpoint}`,
        });
    });

    it("an endpoint is rejected with the gate's reason when it doesn't", () => {
        const other = { name: "operator", addresses: ["198.51.100.1"] };
        assert.deepEqual(decide(`${endpoint}:443`, other, routes, gate), {
            allowed: false,
            host: `${endpoint}:443`,
            reason: `asked for ${endpoint}`,
        });
    });

    it("services need no gate, unknown hosts are rejected", () => {
        const closed: EndpointGate = {
            mayConnect: () => {
                throw new Error("not asked");
            },
        };
        assert.equal(decide("github.com:443", nat, routes, closed).allowed, true);
        assert.equal(decide("example.com:443", nat, routes, closed).allowed, false);
    });
});
