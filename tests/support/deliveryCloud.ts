/** An environment for testing deploy roles: token issuers, STS and three accounts of the local AWS. */
import { exportJWK, generateKeyPair, SignJWT } from "jose";

import {
    fixture,
    HUB,
    policy,
    TARGET,
    type Fixture,
} from "../../sandbox/tests/aws/identitySupport";
import { form, serve, STS_HOST } from "../../sandbox/tests/aws/stsSupport";
import type { Harness } from "./mocks";

const PULUMI = "https://api.pulumi.com/oidc";
export const OTHER = "333333333333";
export const DEPLOY = `arn:aws:iam::${HUB}:role/acme-deploy-dev`;

type Exchange = (token: object, roleArn?: string) => Promise<string>;

export interface Cloud {
    readonly identity: Fixture;
    /** Sends a token with these claims to STS. @returns the response of STS */
    readonly exchanged: Exchange;
    readonly close: () => Promise<void>;
}

/** Pulumi Cloud, GitHub and three accounts, with the roles that a program registered. */
export async function cloud(harness: Harness): Promise<Cloud> {
    const pair = await generateKeyPair("RS256", { extractable: true });
    const keys = {
        keys: [{ ...(await exportJWK(pair.publicKey)), kid: "k", alg: "RS256", use: "sig" }],
    };
    const identity = fixture({ issuerKeys: () => Promise.resolve(keys) });
    identity.aws.organisation.ensureAccount(OTHER);
    const hub = identity.as(HUB);
    for (const { inputs } of harness.resources.filter(
        ({ name, type }) => type.endsWith(":TrustedIssuer") && !name.endsWith("-esc"),
    )) {
        await hub("iam:CreateOpenIDConnectProvider", {
            Url: inputs["url"],
            ClientIDList: [inputs["audience"]],
        });
    }
    await makeRoles(harness, identity);
    const sts = await serve(identity.aws.stsHandler);
    const seconds = identity.now().getTime() / 1000;
    return {
        identity,
        close: () => sts.close(),
        exchanged: async (claims, roleArn = DEPLOY) => {
            const token = await new SignJWT({
                iss: PULUMI,
                aud: ["Acme-Corp"],
                iat: seconds,
                exp: seconds + 600,
                ...claims,
            })
                .setProtectedHeader({ alg: "RS256", kid: "k" })
                .sign(pair.privateKey);
            const { body } = await sts.send({
                method: "POST",
                path: "/",
                headers: {
                    host: STS_HOST,
                    "content-type": "application/x-www-form-urlencoded",
                },
                body: form("AssumeRoleWithWebIdentity", {
                    RoleArn: roleArn,
                    RoleSessionName: "pulumi-dev",
                    WebIdentityToken: token,
                    DurationSeconds: "7200",
                }),
            });
            return body;
        },
    };
}

/** Every role and policy that the program registered, and a provisioner in every account. */
async function makeRoles(harness: Harness, identity: Fixture): Promise<void> {
    const hub = identity.as(HUB);
    const of = (type: string): readonly Record<string, unknown>[] =>
        harness.resources.filter((one) => one.type === type).map(({ inputs }) => inputs);
    for (const role of of("aws:iam/role:Role")) {
        await hub("iam:CreateRole", {
            RoleName: role["name"],
            AssumeRolePolicyDocument: role["assumeRolePolicy"],
            MaxSessionDuration: role["maxSessionDuration"],
        });
    }
    for (const inline of of("aws:iam/rolePolicy:RolePolicy")) {
        await hub("iam:PutRolePolicy", {
            RoleName: inline["role"],
            PolicyName: "assume",
            PolicyDocument: inline["policy"],
        });
    }
    for (const { inputs, name } of harness.resources.filter(
        ({ type }) => type === "aws:iam/policy:Policy",
    )) {
        const made = await hub("iam:CreatePolicy", {
            PolicyName: inputs["name"],
            PolicyDocument: inputs["policy"],
        });
        const attached = harness.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment", name);
        await hub("iam:AttachRolePolicy", {
            RoleName: attached.inputs["role"],
            PolicyArn: (made["Policy"] as { Arn: string }).Arn,
        });
    }
    // A provisioner with a permissive trust policy; the tests are about the other side.
    const trust = policy({
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${HUB}:root` },
        Action: "sts:AssumeRole",
    });
    for (const account of [HUB, TARGET, OTHER]) {
        for (const RoleName of ["Provisioner", "Administrator"]) {
            await identity.as(account)("iam:CreateRole", {
                RoleName,
                AssumeRolePolicyDocument: trust,
            });
        }
    }
}
