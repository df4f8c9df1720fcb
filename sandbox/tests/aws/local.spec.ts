import assert from "node:assert/strict";

import { exportJWK, generateKeyPair, SignJWT } from "jose";

import type { ClusterHost } from "../../src/aws/contract";
import { createLocalAws } from "../../src/aws/local";
import type { LogEntry } from "../../src/aws/log";
import type { Result } from "../../src/aws/service";
import { HUB, policy, REGION, TRUST_EC2, type Call } from "./identitySupport";
import { hostOfNothing } from "../plugins/pluginSupport";
import { element, form, serve, STS_HOST } from "./stsSupport";

describe("The local AWS, all services together", () => {
    it("a cluster's ServiceAccount becomes a role once the account trusts the cluster's issuer", async () => {
        const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
        const webIdentity: boolean[] = [];
        const host: ClusterHost = {
            ...hostOfNothing,
            create: ({ id, region }) =>
                Promise.resolve({
                    endpoint: `https://${id}.gr7.${region}.eks.amazonaws.com`,
                    certificateAuthorityData: "Y2E=",
                    issuer: `https://oidc.eks.${region}.amazonaws.com/id/${id}`,
                }),
            setWebIdentity: (_id, enabled) => {
                webIdentity.push(enabled);
                return Promise.resolve();
            },
            keys: async () => ({
                keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "RS256" }],
            }),
        };
        const log: LogEntry[] = [];
        const aws = createLocalAws({ host, log: (entry) => log.push(entry) });
        aws.organisation.ensureAccount(HUB);
        const credentials = aws.organisation.operatorCredentials({
            account: HUB,
            durationSeconds: 900,
        });
        const call: Call = (action, params = {}) =>
            aws.call({ credentials, region: REGION, action, params });

        const issuer = await clusterIssuer(call);
        const name = issuer.slice("https://".length);
        await call("iam:CreateOpenIDConnectProvider", {
            Url: issuer,
            ClientIDList: ["sts.amazonaws.com"],
        });
        assert.deepEqual(webIdentity.at(-1), true, "the webhook follows the provider");
        await call("iam:CreateRole", {
            RoleName: "argocd",
            AssumeRolePolicyDocument: policy({
                Effect: "Allow",
                Principal: { Federated: `arn:aws:iam::${HUB}:oidc-provider/${name}` },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: { StringEquals: { [`${name}:sub`]: "system:serviceaccount:a:b" } },
            }),
        });
        const token = await new SignJWT({
            sub: "system:serviceaccount:a:b",
            aud: ["sts.amazonaws.com"],
            iss: issuer,
        })
            .setProtectedHeader({ alg: "RS256", kid: "k" })
            .setExpirationTime("10m")
            .sign(privateKey);
        const sts = await serve(aws.stsHandler);
        try {
            const { status, body } = await sts.send({
                method: "POST",
                path: "/",
                headers: { host: STS_HOST },
                body: form("AssumeRoleWithWebIdentity", {
                    RoleArn: `arn:aws:iam::${HUB}:role/argocd`,
                    RoleSessionName: "pod",
                    WebIdentityToken: token,
                }),
            });
            assert.equal(status, 200, body);
            assert.equal(element(body, "Arn"), `arn:aws:sts::${HUB}:assumed-role/argocd/pod`);
        } finally {
            await sts.close();
        }
        assert.equal(log.at(-1)?.sub, "system:serviceaccount:a:b");
        const endpoint = new URL(issuer).pathname.split("/").at(-1)?.toLowerCase() ?? "";
        const source = { name: "operator", addresses: ["203.0.113.9"] };
        const { allowed } = aws.gate.mayConnect(
            `${endpoint}.gr7.${REGION}.eks.amazonaws.com`,
            source,
        );
        assert.equal(allowed, true);
        assert.equal(aws.gate.mayConnect("other.example", source).allowed, false);
    });
});

/** Makes a network, a role and a cluster, and answers the cluster's issuer. */
async function clusterIssuer(call: Call): Promise<string> {
    const { Vpc: vpc } = await call("ec2:CreateVpc", { CidrBlock: "10.0.0.0/16" });
    const { VpcId } = vpc as { readonly VpcId: string };
    const subnetIds = await Promise.all(
        ["a", "b"].map(async (zone, index) => {
            const { Subnet: subnet } = await call("ec2:CreateSubnet", {
                VpcId,
                CidrBlock: `10.0.${index}.0/24`,
                AvailabilityZone: `${REGION}${zone}`,
            });
            return (subnet as { readonly SubnetId: string }).SubnetId;
        }),
    );
    const { Role: role } = await call("iam:CreateRole", {
        RoleName: "cluster",
        AssumeRolePolicyDocument: TRUST_EC2.replace("ec2", "eks"),
    });
    await call("eks:CreateCluster", {
        name: "hub",
        roleArn: (role as Result)["Arn"],
        resourcesVpcConfig: { subnetIds },
    });
    const { cluster } = await call("eks:DescribeCluster", { name: "hub" });
    const { identity } = cluster as {
        readonly identity: { readonly oidc: { readonly issuer: string } };
    };
    return identity.oidc.issuer;
}
