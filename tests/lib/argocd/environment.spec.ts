import assert from "node:assert/strict";

import { podEnvironment } from "../../../lib/argocd/environment";

const CLIENTS = [
    "argocd-application-controller",
    "argocd-applicationset-controller",
    "argocd-server",
];
const GOES_OUT = [
    ...CLIENTS,
    "argocd-dex-server",
    "argocd-notifications-controller",
    "argocd-repo-server",
];
const PROXY = {
    httpProxy: "http://proxy:3128",
    httpsProxy: "http://proxy:3129",
    noProxy: ["10.0.0.0/8", ".corp.example.com"],
};

function environment(
    serviceAccount: string,
    proxy?: Parameters<typeof podEnvironment>[1]["proxy"],
): Readonly<Record<string, string>> {
    const facts = { region: "eu-central-1", ...(proxy === undefined ? {} : { proxy }) };
    return Object.fromEntries(
        podEnvironment(serviceAccount, facts).map(({ name, value }) => [name, value]),
    );
}

describe("The environment of Argo CD's pods", () => {
    for (const name of CLIENTS) {
        it(`configures the STS endpoint of ${name}`, () => {
            assert.deepEqual(environment(name), {
                AWS_REGION: "eu-central-1",
                AWS_STS_REGIONAL_ENDPOINTS: "regional",
            });
        });
    }

    it("sets nothing for components that do not call AWS", () => {
        for (const name of ["argocd-repo-server", "argocd-redis", "argocd-dex-server"]) {
            assert.deepEqual(environment(name), {});
        }
    });

    for (const name of GOES_OUT) {
        it(`sets the proxy of ${name}`, () => {
            const { HTTP_PROXY, HTTPS_PROXY, NO_PROXY } = environment(name, PROXY);
            assert.equal(HTTP_PROXY, PROXY.httpProxy);
            assert.equal(HTTPS_PROXY, PROXY.httpsProxy);
            assert.ok(NO_PROXY!.endsWith(",10.0.0.0/8,.corp.example.com"));
        });
    }

    it("sets no proxy for redis", () => {
        assert.deepEqual(environment("argocd-redis", PROXY), {});
        assert.deepEqual(environment("argocd-redis-ha-haproxy", PROXY), {});
    });

    it("omits proxy variables that are not configured", () => {
        const { httpProxy } = PROXY;
        const variables = environment("argocd-repo-server", { httpProxy, noProxy: [] });
        assert.deepEqual(Object.keys(variables), ["HTTP_PROXY", "NO_PROXY"]);
    });

    it("excludes the cluster, Argo CD's own components and AWS's link-local services from the proxy", () => {
        const direct = environment("argocd-server", { ...PROXY, noProxy: [] })["NO_PROXY"]!;
        assert.deepEqual(direct.split(","), [
            "localhost",
            "127.0.0.1",
            "argocd-applicationset-controller",
            "argocd-dex-server",
            "argocd-redis",
            "argocd-redis-ha-haproxy",
            "argocd-repo-server",
            "argocd-server",
            ".svc",
            ".cluster.local",
            // The kubelet substitutes the API server's address.
            "$(KUBERNETES_SERVICE_HOST)",
            "169.254.169.254",
            "169.254.170.23",
            "fd00:ec2::254",
            "fd00:ec2::23",
        ]);
    });
});
