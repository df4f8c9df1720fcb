import assert from "node:assert/strict";

import { AwsProviders } from "../../discovery/awsProviders";
import { parseConfig } from "../../config/parse";
import { ConfigError } from "../../lib/problems";
import type { ExistingClusterFacts } from "../../lib/cluster/existing";
import { renderKubeconfig } from "../../lib/kubernetes/kubeconfig";
import type { NamespaceLabels } from "../../discovery/namespaceSecurity";
import { discoverExisting, type Discovery } from "../../discovery/discover";
import {
    checkNamespaces,
    type KnownClusters,
    type ReadNamespace,
} from "../../discovery/namespaces";
import { changed, type Raw } from "../support/config";
import { CONTRACT } from "../support/hub";
import { install } from "../support/mocks";

const BASELINE = { "pod-security.kubernetes.io/enforce": "baseline" };
const EXISTING = { existing: true };
const SHOP = {
    existing: true,
    accountId: "222222222222",
    region: "eu-central-1",
    clusterName: "shop",
    access: { namespaces: { shop: EXISTING, jobs: EXISTING } },
};
const WITH_SHOP = changed({ "targets.shop": SHOP });
/** A stack with only this target, and its hub in another stack. */
const SHOP_ALONE = changed({
    management: undefined,
    hub: { stack: "hub" },
    guestbook: {},
    targets: { shop: SHOP },
});
const AT = "targets.shop.access.namespaces";

function facts(name: string): ExistingClusterFacts {
    return {
        endpoint: `https://${name}.eks.amazonaws.com`,
        certificateAuthorityData: `${name}-ca`,
        oidcIssuerUrl: "https://oidc.eks.amazonaws.com/id/SHOP",
        authenticationMode: "API",
        vpcId: "vpc-9",
        kubernetesVersion: "1.34",
        endpointPublicAccess: true,
        publicAccessCidrs: ["0.0.0.0/0"],
    };
}

const KNOWN: KnownClusters = {
    hub: undefined,
    management: undefined,
    targets: { shop: facts("shop") },
};

/** Namespaces that were read, with the kubeconfig. */
let asked: (readonly [kubeconfig: string, name: string])[];

/** Clusters whose namespaces have labels, or whose reads fail. */
function reading(labels: Readonly<Record<string, NamespaceLabels | Error>>): ReadNamespace {
    asked = [];
    return (kubeconfig, name) => {
        asked.push([kubeconfig, name]);
        const found = labels[name];
        return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
    };
}

/** The problems or the warnings. */
async function checked(
    raw: Raw,
    known: KnownClusters,
    labels: Readonly<Record<string, NamespaceLabels | Error>>,
): Promise<readonly string[]> {
    const found = await checkNamespaces(parseConfig(raw, "p"), known, reading(labels));
    return (
        found.value?.map((line) => `warning: ${line}`) ??
        found.problems!.map(({ path, remedy }) => `${path}: ${remedy}`)
    );
}

describe("Existing namespaces of existing clusters", () => {
    it("are read from their own cluster, as the role that Pulumi assumes in its account", async () => {
        assert.deepEqual(await checked(WITH_SHOP, KNOWN, { shop: BASELINE, jobs: BASELINE }), []);
        const kubeconfig = renderKubeconfig({
            clusterName: "shop",
            region: "eu-central-1",
            endpoint: "https://shop.eks.amazonaws.com",
            certificateAuthorityData: "shop-ca",
            roleArn: "arn:aws:iam::222222222222:role/Provisioner",
        });
        assert.deepEqual(asked, [
            [kubeconfig, "shop"],
            [kubeconfig, "jobs"],
        ]);
    });

    it("are read with Pulumi's own credentials if there is no provisioner", async () => {
        const raw = changed({ provisionerRoleName: undefined }, SHOP_ALONE);
        await checked(raw, KNOWN, { shop: BASELINE, jobs: BASELINE });
        assert.equal(asked.length, 2);
        assert.doesNotMatch(asked[0]![0], /role-arn/);
    });

    it("are not read if this stack creates every cluster", async () => {
        assert.deepEqual(await checked(changed({}), { ...KNOWN, targets: {} }, {}), []);
        assert.deepEqual(asked, []);
    });

    it("are not read from a cluster that was not found, which its own look-up reports", async () => {
        assert.deepEqual(await checked(WITH_SHOP, { ...KNOWN, targets: {} }, {}), []);
        assert.deepEqual(asked, []);
    });

    it("cause one warning each if they do not confine pods", async () => {
        const lines = await checked(WITH_SHOP, KNOWN, { shop: {}, jobs: {} });
        assert.equal(lines.length, 2);
        assert.match(
            lines[0]!,
            /^warning: targets\.shop\.access\.namespaces\.shop: namespace shop/,
        );
        assert.match(
            lines[1]!,
            /^warning: targets\.shop\.access\.namespaces\.jobs: namespace jobs/,
        );
    });

    it("are reported all at once if they are missing or cannot be read, without warnings", async () => {
        const raw = changed({ [`${AT}.open`]: EXISTING }, WITH_SHOP);
        const denied = new Error("Cannot read namespace jobs at https://shop: 403 forbidden.");
        assert.deepEqual(await checked(raw, KNOWN, { shop: undefined, jobs: denied, open: {} }), [
            `${AT}.shop: namespace shop does not exist, although existing is true: leave existing unset to create the namespace, or create it first.`,
            `${AT}.jobs: namespace jobs cannot be looked up: Cannot read namespace jobs at https://shop: 403 forbidden.`,
        ]);
    });

    describe("of the management cluster", () => {
        const target = { management: true, access: { namespaces: { shop: EXISTING } } };
        const own = changed({
            "management.existing": true,
            "management.egressCidrs": ["198.51.100.7/32"],
            "targets.shop": target,
        });
        const known: KnownClusters = { ...KNOWN, management: facts("hub") };
        const refusal =
            /^targets\.shop\.access\.namespaces\.shop\.podSecurity: must be baseline or restricted: namespace shop of the management cluster/;

        it("are rejected if they do not confine pods, for this stack's own", async () => {
            assert.match((await checked(own, known, { shop: {} })).join(), refusal);
            assert.deepEqual(await checked(own, known, { shop: BASELINE }), []);
            assert.equal(
                asked[0]![0],
                renderKubeconfig({
                    clusterName: "management",
                    region: "eu-west-1",
                    endpoint: "https://hub.eks.amazonaws.com",
                    certificateAuthorityData: "hub-ca",
                    roleArn: "arn:aws:iam::111111111111:role/Provisioner",
                }),
            );
        });

        it("are not read if this stack creates it, or it was not found", async () => {
            const created = changed({ "targets.shop": target });
            assert.deepEqual(await checked(created, KNOWN, {}), []);
            assert.deepEqual(await checked(own, KNOWN, {}), []);
            assert.deepEqual(asked, []);
        });

        it("are rejected if they do not confine pods, for another stack's hub", async () => {
            const { accountId, clusterName, region } = CONTRACT;
            const place = { ...SHOP, accountId, clusterName, region };
            const raw = changed({ "targets.shop": place }, SHOP_ALONE);
            const hub = { ...KNOWN, hub: CONTRACT };
            assert.match((await checked(raw, hub, { shop: {}, jobs: BASELINE })).join(), refusal);
            assert.match(asked[0]![0], /"server":"https:\/\/shop\.eks\.amazonaws\.com"/);
            const elsewhere = changed({ "targets.shop.region": "eu-north-1" }, raw);
            assert.match(
                (await checked(elsewhere, hub, { shop: {}, jobs: BASELINE })).join(),
                /^warning: targets\.shop\.access\.namespaces\.shop: /,
            );
        });
    });

    describe("in discovery", () => {
        const CLUSTER = {
            status: "ACTIVE",
            endpoint: "https://shop.eks.amazonaws.com",
            version: "1.34",
            certificateAuthorities: [{ data: "LS0tLS1CRUdJTg==" }],
            identities: [{ oidcs: [{ issuer: "https://oidc.eks.amazonaws.com/id/SHOP" }] }],
            accessConfigs: [{ authenticationMode: "API" }],
            vpcConfig: {
                vpcId: "vpc-9",
                endpointPublicAccess: true,
                publicAccessCidrs: ["0.0.0.0/0"],
            },
        };

        async function found(
            labels: Readonly<Record<string, NamespaceLabels>>,
            cluster: Raw = CLUSTER,
        ): Promise<Discovery> {
            const harness = await install({
                calls: { "aws:eks/getCluster:getCluster": () => cluster },
            });
            const owner = { organization: "acme", project: "fleet", stack: "dev" };
            try {
                const config = parseConfig(WITH_SHOP, "fleet");
                return await discoverExisting(config, owner, new AwsProviders({}), reading(labels));
            } finally {
                await harness.settle();
            }
        }

        it("are among its warnings", async () => {
            const { warnings } = await found({ shop: {}, jobs: BASELINE });
            assert.equal(warnings.length, 1);
            assert.match(warnings[0]!, /^targets\.shop\.access\.namespaces\.shop: namespace shop/);
        });

        it("are among its problems, together with those of the cluster", async () => {
            const configMap = { ...CLUSTER, accessConfigs: [{ authenticationMode: "CONFIG_MAP" }] };
            await assert.rejects(found({ shop: undefined, jobs: {} }, configMap), (error) => {
                assert.ok(error instanceof ConfigError);
                assert.deepEqual(
                    error.problems.map(({ path }) => path),
                    ["targets.shop.awsAuth", `${AT}.shop`],
                );
                return true;
            });
        });
    });
});
