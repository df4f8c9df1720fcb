import * as assert from "node:assert/strict";

import { engineEnvironment, type EngineEnvironmentOptions } from "../../src/engine/environment";
import { statePaths } from "../../src/paths";

const paths = statePaths("/state");
const options: EngineEnvironmentOptions = {
    paths,
    tools: { pulumi: "/tools/pulumi" },
    operator: { accessKeyId: "ASIAX", secretAccessKey: "s", sessionToken: "t" },
    proxyUrl: "http://127.0.0.1:8080",
    ambient: {
        PATH: "/usr/bin",
        HOME: "/home/user",
        TERM: "xterm",
        AWS_PROFILE: "work",
        AWS_REGION: "eu-west-1",
        AWS_ENDPOINT_URL: "https://elsewhere",
        PULUMI_ACCESS_TOKEN: "secret",
        PULUMI_K8S_DELETE_UNREACHABLE: "true",
        KUBECONFIG: "/home/user/.kube/config",
        HELM_PLUGINS: "/home/user/.helm/plugins",
        HELM_CACHE_HOME: "/home/user/.cache/helm",
        NODE_OPTIONS: "--inspect",
    },
};
const environment = engineEnvironment(options);

describe("the engine's environment", () => {
    it("ignores the user's AWS, Pulumi, Kubernetes and Helm settings", () => {
        for (const name of [
            "AWS_PROFILE",
            "AWS_REGION",
            "AWS_ENDPOINT_URL",
            "PULUMI_ACCESS_TOKEN",
            "KUBECONFIG",
            "HELM_PLUGINS",
            "NODE_OPTIONS",
        ]) {
            assert.equal(environment[name], undefined, name);
        }
        assert.equal(environment.HOME, paths.pulumiHome);
        for (const name of ["HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"]) {
            assert.ok(environment[name]?.startsWith(`${paths.helm}/`), name);
        }
        assert.equal(environment.AWS_CONFIG_FILE, "/dev/null");
        assert.equal(environment.AWS_SHARED_CREDENTIALS_FILE, "/dev/null");
    });

    it("keeps settings of the output and of the kubernetes provider", () => {
        assert.equal(environment.TERM, "xterm");
        assert.equal(environment.PULUMI_K8S_DELETE_UNREACHABLE, "true");
    });

    it("finds the sandbox's commands first", () => {
        const [first, second] = environment.PATH?.split(":") ?? [];
        assert.equal(first, paths.bin);
        assert.equal(second, "/tools");
        assert.ok(environment.PATH?.endsWith(":/usr/bin"));
    });

    it("has the operator's temporary credentials and the socket of the local AWS", () => {
        assert.equal(environment.AWS_ACCESS_KEY_ID, "ASIAX");
        assert.equal(environment.AWS_SESSION_TOKEN, "t");
        assert.equal(environment.SANDBOX_AWS_SOCKET, paths.awsSocket);
        assert.equal(environment.AWS_EC2_METADATA_DISABLED, "true");
    });

    it("sends HTTPS through the proxy and trusts the sandbox's authority", () => {
        assert.equal(environment.HTTPS_PROXY, "http://127.0.0.1:8080");
        for (const name of ["AWS_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"]) {
            assert.equal(environment[name], paths.caBundle, name);
        }
        // grpc-js takes the lower-case name, and would go through the proxy to the engine.
        assert.equal(environment.https_proxy, undefined);
    });

    it("leaves type checks to the program's tsconfig, as any engine does", () => {
        assert.equal(environment.PULUMI_NODEJS_TRANSPILE_ONLY, undefined);
    });

    it("sets by a variable what the sandbox's kubernetes provider does not know as an option, whatever the user says", () => {
        const unset = { ...options, ambient: { PULUMI_K8S_ENABLE_PATCH_FORCE: "false" } };
        for (const { PULUMI_K8S_ENABLE_PATCH_FORCE } of [environment, engineEnvironment(unset)]) {
            assert.equal(PULUMI_K8S_ENABLE_PATCH_FORCE, "true");
        }
    });

    it("keeps the engine offline, its state in files", () => {
        assert.equal(environment.PULUMI_BACKEND_URL, `file://${paths.pulumiBackend}`);
        for (const name of [
            "PULUMI_SKIP_UPDATE_CHECK",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION",
            "PULUMI_DISABLE_REGISTRY_RESOLVE",
        ]) {
            assert.equal(environment[name], "true", name);
        }
    });
});
