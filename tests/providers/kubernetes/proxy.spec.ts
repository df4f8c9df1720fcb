import assert from "node:assert/strict";

import { proxyFor } from "../../../providers/kubernetes/proxy";

const SERVER = "https://abc.gr7.eu-west-1.eks.amazonaws.com";
const PROXY = "http://proxy.example.com:3128";

describe("proxyFor", () => {
    it("returns the proxy of HTTPS_PROXY, in either case, with a default scheme", () => {
        assert.equal(proxyFor(SERVER, { HTTPS_PROXY: PROXY }), PROXY);
        assert.equal(proxyFor(SERVER, { https_proxy: PROXY }), PROXY);
        assert.equal(proxyFor(SERVER, { HTTPS_PROXY: "proxy:3128" }), "http://proxy:3128");
        assert.equal(
            proxyFor(SERVER, { HTTPS_PROXY: "https://user:p%40ss@proxy" }),
            "https://user:p%40ss@proxy",
        );
    });

    it("returns none without the variable, or with that of another scheme", () => {
        assert.equal(proxyFor(SERVER, {}), undefined);
        assert.equal(proxyFor(SERVER, { HTTPS_PROXY: "" }), undefined);
        assert.equal(proxyFor(SERVER, { HTTP_PROXY: PROXY }), undefined);
        assert.equal(proxyFor("http://example.com", { HTTP_PROXY: PROXY }), PROXY);
    });

    for (const server of ["https://127.0.0.1:6443", "https://localhost", "https://[::1]:6443"]) {
        it(`returns none for ${server}: a proxy would connect to its own machine`, () => {
            assert.equal(proxyFor(server, { HTTPS_PROXY: PROXY }), undefined);
        });
    }

    const exceptions: readonly (readonly [string, string, boolean])[] = [
        ["*", SERVER, true],
        ["abc.gr7.eu-west-1.eks.amazonaws.com", SERVER, true],
        ["eks.amazonaws.com", SERVER, true],
        ["EKS.amazonaws.com", SERVER, true],
        [".eks.amazonaws.com", SERVER, true],
        ["*.eks.amazonaws.com", SERVER, true],
        [".amazonaws.com", "https://amazonaws.com", false],
        ["amazonaws.com", "https://amazonaws.com", true],
        ["ks.amazonaws.com", SERVER, false],
        ["eks.amazonaws.com:443", SERVER, true],
        ["eks.amazonaws.com:444", SERVER, false],
        ["example.com, eks.amazonaws.com ", SERVER, true],
        ["example.com,,", SERVER, false],
        ["", SERVER, false],
        ["10.0.0.1", "https://10.0.0.1:6443", true],
        ["10.0.0.1:6443", "https://10.0.0.1:6443", true],
        ["10.0.0.0/8", "https://10.1.2.3", true],
        ["10.0.0.0/16", "https://10.1.2.3", false],
        ["10.0.0.0/33", "https://10.0.0.0", false],
        ["10.0.0.0/", "https://10.0.0.0", false],
        ["10.0.0.0/8", SERVER, false],
        ["fd00::/8", "https://[fd00::1]:6443", true],
        ["fd00::1", "https://[fd00::1]:6443", true],
        ["[fd00::1]:6443", "https://[fd00::1]:6443", true],
        ["fd00::/8", "https://10.1.2.3", false],
    ];
    for (const [noProxy, server, direct] of exceptions) {
        it(`NO_PROXY="${noProxy}" ${direct ? "excludes" : "does not exclude"} ${server}`, () => {
            const environment = { HTTPS_PROXY: PROXY, NO_PROXY: noProxy };
            assert.equal(proxyFor(server, environment), direct ? undefined : PROXY);
            const lower = { https_proxy: PROXY, no_proxy: noProxy };
            assert.equal(proxyFor(server, lower), direct ? undefined : PROXY);
        });
    }
});
