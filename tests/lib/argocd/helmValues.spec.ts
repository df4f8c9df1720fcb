import assert from "node:assert/strict";

import { helmValues, type HelmFacts } from "../../../lib/argocd/helmValues";
import { CLUSTER_CLIENTS } from "../../../lib/argocd/release";
import { argoCdSettings } from "../../../lib/argocd/settings";
import { ARGO_CD, POD_FACTS, ROLE_ARN } from "../../support/argocd";

const FACTS: HelmFacts = { ...POD_FACTS, highAvailability: false };

interface Part {
    readonly serviceAccount?: { readonly name: string; readonly annotations: object };
    readonly podAnnotations?: object;
    readonly replicas?: number;
    readonly env?: readonly { readonly name: string; readonly value: string }[];
    readonly extraEnv?: readonly { readonly name: string; readonly value: string }[];
    readonly image?: { readonly repository: string };
    readonly enabled?: boolean;
    readonly haproxy?: Part;
}

function part(name: string, facts: Partial<HelmFacts> = {}): Part {
    return helmValues({ ...FACTS, ...facts })[name] as Part;
}

describe("The values of Argo CD's chart", () => {
    const CLIENTS = ["controller", "server", "applicationSet"];

    it("grant no cluster-wide permissions, keep the CRDs, and make tokens readable", () => {
        const { crds, createAggregateRoles, createClusterRoles, global } = helmValues(FACTS);
        assert.deepEqual(crds, { install: true, keep: true });
        assert.equal(createClusterRoles, false);
        assert.equal(createAggregateRoles, false);
        const { networkPolicy, securityContext } = global as Record<string, unknown>;
        assert.deepEqual(securityContext, { fsGroup: 999 });
        assert.deepEqual(networkPolicy, { create: true, defaultDenyIngress: false });
    });

    it("apply the settings of the manifests, without the chart's own additions", () => {
        const settings = argoCdSettings({ ...ARGO_CD, params: { "server.insecure": "true" } });
        assert.deepEqual(helmValues({ ...FACTS, settings })["configs"], {
            cm: { "application.instanceLabelKey": "", url: "", ...settings.config },
            params: settings.params,
            rbac: {},
        });
    });

    it("give the role to the three components that access clusters, under upstream's names, and to no other", () => {
        assert.deepEqual(
            CLIENTS.map((name) => part(name).serviceAccount),
            [CLUSTER_CLIENTS[0]!, CLUSTER_CLIENTS[2]!, CLUSTER_CLIENTS[1]!].map((name) => ({
                create: true,
                name,
                annotations: {
                    "eks.amazonaws.com/role-arn": ROLE_ARN,
                    "eks.amazonaws.com/sts-regional-endpoints": "true",
                },
            })),
        );
        assert.equal(JSON.stringify(helmValues(FACTS)).split(ROLE_ARN).length - 1, CLIENTS.length);
    });

    it("restart the pods when the role changes, which the chart itself does not", () => {
        for (const name of CLIENTS) {
            assert.deepEqual(part(name).podAnnotations, {
                "eks-gitops-fleet/role-arn-hash": "13b0cb0b",
            });
            assert.notDeepEqual(
                part(name, { roleArn: "arn:other" }).podAnnotations,
                part(name).podAnnotations,
            );
        }
    });

    it("annotate no ServiceAccount for Pod Identity", () => {
        for (const name of CLIENTS) {
            const { serviceAccount } = part(name, { identity: "podIdentity" });
            assert.deepEqual(serviceAccount?.annotations, {});
        }
    });

    it("set the STS endpoint, and the proxy if there is one", () => {
        const proxy = { httpsProxy: "http://proxy:3128", noProxy: [] };
        const names = (one: Part): readonly string[] =>
            (one.env ?? one.extraEnv ?? []).map(({ name }) => name);
        const sts = ["AWS_REGION", "AWS_STS_REGIONAL_ENDPOINTS"];
        const out = ["HTTPS_PROXY", "NO_PROXY"];
        for (const name of CLIENTS) {
            assert.deepEqual(names(part(name)), sts);
            assert.deepEqual(names(part(name, { proxy })), [...sts, ...out]);
        }
        for (const name of ["repoServer", "dex", "notifications"]) {
            assert.deepEqual(names(part(name)), []);
            assert.deepEqual(names(part(name, { proxy })), out);
        }
    });

    it("run one replica each, or with high availability redis on three nodes and two replicas of the servers", () => {
        const replicas = (facts: Partial<HelmFacts>): unknown[] =>
            ["server", "repoServer", "applicationSet"].map((name) => part(name, facts).replicas);
        assert.deepEqual(replicas({}), [1, 1, 1]);
        assert.equal(part("redis-ha").enabled, false);
        assert.deepEqual(replicas({ highAvailability: true }), [2, 2, 2]);
        assert.equal(part("redis-ha", { highAvailability: true }).enabled, true);
    });

    it("take every image from the mirror", () => {
        const imageRegistry = "mirror.example.com";
        const global = helmValues({ ...FACTS, imageRegistry })["global"] as Part;
        const ha = part("redis-ha", { imageRegistry });
        assert.deepEqual(
            [
                global.image,
                part("dex", { imageRegistry }).image,
                part("redis", { imageRegistry }).image,
                ha.image,
                ha.haproxy?.image,
            ].map((image) => image?.repository),
            [
                "mirror.example.com/argoproj/argocd",
                "mirror.example.com/dexidp/dex",
                "mirror.example.com/docker/library/redis",
                "mirror.example.com/docker/library/redis",
                "mirror.example.com/docker/library/haproxy",
            ],
        );
    });
});
