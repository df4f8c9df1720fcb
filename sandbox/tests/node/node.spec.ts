import type { V1Node, V1Pod } from "@kubernetes/client-node";
import * as assert from "node:assert/strict";
import { chooseNode, needsNode } from "../../src/node/binding";
import { findImage, isRunnable, standardImages } from "../../src/node/images";
import { inspectPod } from "../../src/node/inspect";
import { containerMounts } from "../../src/node/mounts";
import { nodeEnvironment } from "../../src/node/nodeEnvironment";
import { probedPort, withMovedPorts } from "../../src/node/ports";
import { containerScript, quote } from "../../src/node/script";
import { hostsFile, noProxy } from "../../src/node/serviceNames";
import { succeeds } from "../../src/node/succession";

const images = standardImages({
    argocd: "/tools/argocd",
    argocdModule: "/tools/module",
    redis: "/tools/redis",
});

describe("image table", () => {
    it("finds an image in any registry, by any tag or digest", () => {
        for (const reference of [
            "quay.io/argoproj/argocd:v3.5.3",
            "localhost:5000/mirror/argocd@sha256:00",
            "argocd",
        ]) {
            assert.equal(findImage(images, reference)?.name, "argocd", reference);
        }
        assert.equal(
            findImage(images, "public.ecr.aws/docker/library/redis:8-alpine")?.name,
            "redis",
        );
    });

    it("rejects other images", () => {
        for (const reference of ["ghcr.io/dexidp/dex:v2.45.1", "argocd/other", "toString"]) {
            assert.equal(findImage(images, reference), undefined, reference);
        }
    });

    it("a pod with one unknown image is a stand-in as a whole", () => {
        const argocd = { name: "a", image: "argocd" };
        assert.equal(isRunnable(images, [argocd]), true);
        assert.equal(isRunnable(images, [argocd, { name: "b", image: "dex" }]), false);
    });

    it("redis takes arguments that begin with a dash, Argo CD takes them as they are", () => {
        const redis = findImage(images, "redis");
        assert.deepEqual(redis?.argv([], ["--save", ""]), ["redis-server", "--save", ""]);
        assert.deepEqual(redis?.argv([], ["redis-cli"]), ["redis-cli"]);
        const argocd = findImage(images, "argocd");
        assert.deepEqual(argocd?.argv(["sh"], ["-c", "x"]), ["sh", "-c", "x"]);
    });
});

describe("ports that two programs want on one loopback", () => {
    const program = "/usr/local/bin/argocd-applicationset-controller";

    it("the applicationset controller leaves 8080 and 8081 to the servers", () => {
        assert.deepEqual(withMovedPorts([program]), [
            program,
            "--metrics-addr=127.0.0.1:18080",
            "--probe-addr=127.0.0.1:18081",
        ]);
        assert.equal(probedPort([program], 8081), 18081);
    });

    it("a flag the pod sets itself stays, and so does its probe", () => {
        const argv = [program, "--probe-addr=:9000", "--metrics-addr", ":9001"];
        assert.deepEqual(withMovedPorts(argv), argv);
        assert.equal(probedPort(argv, 8081), 8081);
    });

    it("other programs keep theirs", () => {
        assert.deepEqual(withMovedPorts(["argocd-server"]), ["argocd-server"]);
        assert.equal(probedPort(["argocd-server"], 8080), 8080);
    });
});

describe("names a pod can call", () => {
    const services = [
        { namespace: "shop", name: "web" },
        { namespace: "argocd", name: "argocd-redis" },
    ];

    it("every Service is 127.0.0.1, by its short name only inside its namespace", () => {
        assert.equal(
            hostsFile(services, "argocd", "pod-0"),
            [
                "127.0.0.1 localhost",
                "127.0.0.1 pod-0",
                "127.0.0.1 kubernetes.default kubernetes.default.svc kubernetes.default.svc.cluster.local",
                "127.0.0.1 argocd-redis argocd-redis.argocd argocd-redis.argocd.svc argocd-redis.argocd.svc.cluster.local",
                "127.0.0.1 web.shop web.shop.svc web.shop.svc.cluster.local",
                "",
            ].join("\n"),
        );
    });

    it("bypasses the egress proxy for all of them", () => {
        assert.equal(
            noProxy(services, "argocd"),
            "127.0.0.1,localhost,.svc,.cluster.local,argocd-redis,argocd-redis.argocd,web.shop",
        );
    });

    it("sends everything else through the proxy, with the node's CA bundle", () => {
        const environment = nodeEnvironment(
            { apiServerPort: 6443, proxyUrl: "http://127.0.0.1:3128" },
            { name: "pod-0", namespace: "argocd" },
            services,
        );
        assert.equal(environment.HTTPS_PROXY, "http://127.0.0.1:3128");
        assert.equal(environment.KUBERNETES_SERVICE_PORT, "6443");
        assert.equal(environment.SSL_CERT_FILE, environment.GIT_SSL_CAINFO);
    });
});

describe("mounts of a container", () => {
    const image = findImage(images, "argocd");
    assert.ok(image);
    const traits = new Map([
        ["home", { readOnly: false, isFile: () => false }],
        ["params", { readOnly: true, isFile: (subPath: string) => subPath === "file" }],
    ]);
    const directories = { etc: "/pods/1/etc", volume: (name: string) => `/pods/1/volumes/${name}` };
    const mounts = (volumeMounts: { name: string; mountPath: string; subPath?: string }[]) =>
        containerMounts({ name: "c", volumeMounts }, image, directories, traits);

    it("outer mounts come before those inside them, read-only where the node writes", () => {
        const own = mounts([
            { name: "params", mountPath: "/home/argocd/params/" },
            { name: "home", mountPath: "/home/argocd" },
        ]).filter(({ target }) => target.startsWith("/home"));
        assert.deepEqual(own, [
            {
                source: "/pods/1/volumes/home",
                target: "/home/argocd",
                readOnly: false,
                file: false,
            },
            {
                source: "/pods/1/volumes/params",
                target: "/home/argocd/params",
                readOnly: true,
                file: false,
            },
        ]);
    });

    it("subPath mounts one file of a volume and may not leave it", () => {
        const one = mounts([{ name: "params", mountPath: "/x", subPath: "file" }]);
        const found = one.find(({ target }) => target === "/x");
        assert.deepEqual(found, {
            source: "/pods/1/volumes/params/file",
            target: "/x",
            readOnly: true,
            file: true,
        });
        assert.throws(
            () => mounts([{ name: "params", mountPath: "/x", subPath: "../y" }]),
            /subPath/,
        );
    });

    it("a mount without a volume is an error", () => {
        assert.throws(() => mounts([{ name: "none", mountPath: "/x" }]), /names no volume/);
    });

    it("passes a word to the script unchanged, whatever characters it contains", () => {
        assert.equal(quote("a'b $(c)"), `'a'\\''b $(c)'`);
        const script = containerScript({
            root: "/r",
            programs: "/p",
            mounts: [{ source: "/s", target: "/t", readOnly: true, file: false }],
            workingDirectory: "/w",
            argv: ["x", "$(rm)", ""],
        });
        assert.match(script, /init 'x' '\$\(rm\)' ''\n$/);
        assert.ok(
            script.indexOf("mount --bind '/s' '/r/t'") < script.indexOf("readonly_mount '/r/t'"),
        );
    });
});

describe("choice of a node", () => {
    const node = (name: string, more: Partial<V1Node> = {}): V1Node => ({
        metadata: { name, labels: { os: "linux" } },
        ...more,
    });
    const pod = (spec: Partial<V1Pod["spec"]> = {}): V1Pod => ({
        spec: { containers: [], ...spec },
    });

    it("a pod stays Pending if no node fits", () => {
        assert.equal(chooseNode(pod(), [], []), undefined);
        assert.equal(chooseNode(pod({ nodeSelector: { os: "x" } }), [node("a")], []), undefined);
        const cordoned = node("a", { spec: { unschedulable: true } });
        assert.equal(chooseNode(pod(), [cordoned], []), undefined);
    });

    it("selects the node with the fewest pods among those that fit", () => {
        const nodes = [node("a"), node("b")];
        assert.equal(chooseNode(pod(), nodes, []), "a");
        assert.equal(chooseNode(pod(), nodes, [pod({ nodeName: "a" })]), "b");
    });

    it("a DaemonSet's pod goes to the node it names", () => {
        const wanted = pod({
            affinity: {
                nodeAffinity: {
                    requiredDuringSchedulingIgnoredDuringExecution: {
                        nodeSelectorTerms: [
                            {
                                matchFields: [
                                    { key: "metadata.name", operator: "In", values: ["b"] },
                                ],
                            },
                        ],
                    },
                },
            },
        });
        assert.equal(chooseNode(wanted, [node("a"), node("b")], []), "b");
    });

    it("bound pods, leaving pods and pods of other schedulers need none", () => {
        assert.equal(needsNode(pod()), true);
        assert.equal(needsNode(pod({ nodeName: "a" })), false);
        assert.equal(needsNode(pod({ schedulerName: "other" })), false);
        assert.equal(needsNode(pod({ schedulingGates: [{ name: "g" }] })), false);
        assert.equal(needsNode({ ...pod(), metadata: { deletionTimestamp: new Date() } }), false);
    });
});

describe("generations of a Deployment on one loopback", () => {
    const generation = (hash: string, uid: string, created: number, app = "web"): V1Pod => ({
        metadata: {
            namespace: "shop",
            creationTimestamp: new Date(created),
            labels: { app, "pod-template-hash": hash },
            ownerReferences: [
                { apiVersion: "apps/v1", kind: "ReplicaSet", name: hash, uid, controller: true },
            ],
        },
    });

    it("the newer generation succeeds the older, not the other way round", () => {
        const [older, newer] = [generation("a", "1", 1), generation("b", "2", 2)];
        assert.equal(succeeds(newer, older), true);
        assert.equal(succeeds(older, newer), false);
    });

    it("pods of one generation and of other Deployments don't succeed each other", () => {
        const pod = generation("b", "2", 2);
        assert.equal(succeeds(pod, generation("b", "2", 1)), false);
        assert.equal(succeeds(pod, generation("a", "1", 1, "db")), false);
        assert.equal(succeeds(pod, { metadata: { name: "bare" } }), false);
    });
});

describe("what a pod's spec says about identity", () => {
    it("names what the webhook injected, the token's audience, and what isn't enforced", () => {
        const found = inspectPod({
            spec: {
                securityContext: { fsGroup: 999 },
                containers: [
                    {
                        name: "c",
                        env: [{ name: "AWS_ROLE_ARN", value: "arn" }, { name: "OTHER" }],
                    },
                ],
                volumes: [
                    {
                        name: "aws-iam-token",
                        projected: {
                            sources: [
                                {
                                    serviceAccountToken: {
                                        path: "token",
                                        audience: "sts.amazonaws.com",
                                    },
                                },
                            ],
                        },
                    },
                ],
            },
        });
        assert.deepEqual(found, {
            injectedVariables: ["AWS_ROLE_ARN"],
            tokenAudience: "sts.amazonaws.com",
            notEnforced: ["securityContext.fsGroup"],
        });
    });

    it("a pod without the webhook's volume has no audience", () => {
        assert.equal(inspectPod({ spec: { containers: [] } }).tokenAudience, undefined);
    });
});
