import * as assert from "node:assert/strict";

import type { ClusterSpec } from "../../src/aws/contract";
import * as commands from "../../src/clusters/commands";
import { partitionOf } from "../../src/aws/policy/arn";
import { endpointHost, issuerUrl, keysUrl } from "../../src/clusters/identity";
import { clusterFiles } from "../../src/clusters/layout";
import { statePaths } from "../../src/paths";

const spec: ClusterSpec = {
    id: "0123456789ABCDEF0123456789ABCDEF",
    account: "111111111111",
    region: "eu-west-1",
    name: "management",
    version: "1.36",
    awsAuth: true,
};
const ports: commands.ClusterPorts = {
    api: 1,
    controllerManager: 2,
    authenticator: 3,
    webhook: 4,
    webhookMetrics: 5,
};
const files = clusterFiles(statePaths("/state"), spec);

describe("names of a cluster", () => {
    it("are those EKS gives it", () => {
        assert.equal(endpointHost(spec), `${spec.id}.gr7.eu-west-1.eks.amazonaws.com`);
        assert.equal(issuerUrl(spec), `https://oidc.eks.eu-west-1.amazonaws.com/id/${spec.id}`);
        assert.equal(keysUrl(spec), `${issuerUrl(spec)}/keys`);
    });

    it("have China's domain in China only", () => {
        const china = { ...spec, region: "cn-north-1" };
        assert.match(endpointHost(china), /\.eks\.amazonaws\.com\.cn$/);
        assert.match(
            issuerUrl(china),
            /^https:\/\/oidc\.eks\.cn-north-1\.amazonaws\.com\.cn\/id\//,
        );
        assert.deepEqual(["cn-north-1", "us-gov-west-1", "us-east-1"].map(partitionOf), [
            "aws-cn",
            "aws-us-gov",
            "aws",
        ]);
    });
});

describe("files of a cluster", () => {
    it("lie in a directory of the cluster's id, logs aside", () => {
        const inside = Object.entries(files).filter(
            ([name]) => name !== "auditLog" && name !== "logs",
        ) as [string, string][];
        assert.ok(inside.every(([, file]) => file.startsWith(`/state/clusters/${spec.id}`)));
        assert.equal(files.auditLog, "/state/logs/management-01234567-audit.jsonl");
    });

    it("differ between clusters of one name in two accounts, logs included", () => {
        const other = clusterFiles(statePaths("/state"), { ...spec, id: "F".repeat(32) });
        assert.notEqual(other.auditLog, files.auditLog);
        assert.notEqual(other.directory, files.directory);
    });
});

describe("the API server", () => {
    const args = commands.apiServerArguments(spec, files, ports, "http://127.0.0.1:2379");

    it("keeps its data under a prefix of its own", () => {
        assert.ok(args.includes(`--etcd-prefix=/clusters/${spec.id}`));
    });

    it("listens on loopback only", () => {
        assert.ok(args.includes("--bind-address=127.0.0.1"));
        assert.ok(args.includes("--secure-port=1"));
    });

    it("authorizes by RBAC alone", () => {
        assert.ok(args.includes("--authorization-mode=RBAC"));
        assert.ok(args.includes("--allow-privileged=true"));
    });

    it("issues tokens under the cluster's issuer, for its own audience by default", () => {
        assert.ok(args.includes(`--service-account-issuer=${issuerUrl(spec)}`));
        assert.ok(args.includes("--api-audiences=https://kubernetes.default.svc"));
    });

    it("does not cache answers of the authenticator, since refusals would be cached too", () => {
        assert.ok(args.includes("--authentication-token-webhook-cache-ttl=0s"));
    });

    it("writes an audit log of metadata without health checks", () => {
        assert.ok(args.includes(`--audit-log-path=${files.auditLog}`));
        const { rules } = JSON.parse(commands.auditPolicy()) as {
            rules: { level: string; nonResourceURLs?: string[] }[];
        };
        assert.deepEqual(rules.at(-1), { level: "Metadata" });
        assert.ok(rules[0]?.nonResourceURLs?.includes("/readyz*"));
    });
});

describe("the controller manager", () => {
    it("runs all controllers but those that would act on absent nodes and clouds", () => {
        const args = commands.controllerManagerArguments(files, ports);
        const controllers = args.find((arg) => arg.startsWith("--controllers=")) ?? "";
        assert.match(controllers, /^--controllers=\*,-node-lifecycle-controller,/);
        assert.ok(
            controllers
                .split(",")
                .slice(1)
                .every((name) => name.startsWith("-")),
        );
        assert.ok(!controllers.includes("serviceaccount"));
    });
});

describe("the authenticator", () => {
    const config = JSON.parse(commands.authenticatorConfig(spec, files, ports)) as {
        clusterID: string;
        server: Record<string, unknown>;
    };

    it("accepts tokens bound to the cluster's name, as the AWS CLI binds them", () => {
        assert.equal(config.clusterID, "management");
    });

    it("asks access entries first, then aws-auth where the mode honors it", () => {
        assert.deepEqual(config.server.backendMode, ["DynamicFile", "EKSConfigMap"]);
        const api = commands.authenticatorConfig({ ...spec, awsAuth: false }, files, ports);
        assert.match(api, /"backendMode":\["DynamicFile"\]/);
        assert.equal(config.server.dynamicfilepath, files.accessEntries);
    });

    it("accepts STS hosts of the cluster's partition", () => {
        const china = { ...spec, region: "cn-north-1" };
        const text = commands.authenticatorConfig(china, files, ports);
        assert.equal(config.server.partition, "aws");
        assert.match(text, /"partition":"aws-cn"/);
    });

    it("reaches AWS through the proxy, trusting the sandbox's authority, and loopback directly", () => {
        const env = commands.awsEnvironment("eu-west-1", "http://127.0.0.1:3128", "/ca.crt");
        assert.deepEqual(env, {
            AWS_REGION: "eu-west-1",
            AWS_EC2_METADATA_DISABLED: "true",
            HTTPS_PROXY: "http://127.0.0.1:3128",
            NO_PROXY: "127.0.0.1,localhost",
            SSL_CERT_FILE: "/ca.crt",
        });
    });
});

describe("the pod-identity webhook", () => {
    it("hands out tokens for STS, with regional endpoints and the cluster's region", () => {
        const args = commands.webhookArguments(spec, files, ports);
        assert.ok(args.includes("--token-audience=sts.amazonaws.com"));
        assert.ok(args.includes("--sts-regional-endpoint=true"));
        assert.ok(args.includes("--aws-default-region=eu-west-1"));
        assert.ok(!args.some((arg) => arg.startsWith("--watch-config-map")));
    });
});

describe("etcd", () => {
    it("listens on loopback only, for clients and peers", () => {
        const args = commands.etcdArguments("/data", 10, 11);
        const urls = args.filter((arg) => arg.includes("-urls="));
        assert.equal(urls.length, 4);
        assert.ok(urls.every((arg) => /=http:\/\/127\.0\.0\.1:1[01]$/.test(arg)));
    });
});
