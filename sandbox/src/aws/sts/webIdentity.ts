/** sts:AssumeRoleWithWebIdentity. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
import { authorizeByTrust } from "../iam/access";
import { AwsError } from "../errors";
import { issuerName, providerFor } from "../iam/oidcProviders";
import { readQueryParams } from "../iam/params";
import { findRole } from "../iam/roles";
import { noteDecision, type CallFacts } from "../log";
import { accountOf } from "../policy/arn";
import type { Params, Result } from "../service";
import type { StsDeps } from "./deps";
import { checkDuration, durationOf, roleArnOf, sessionNameOf } from "./params";
import { describeCredentials } from "./sessions";
import { claimsOf, verifyToken } from "./webToken";

/**
 * A session of a role for the bearer of a token; unsigned, the token is the credential.
 * @param facts filled with what is known, also when it throws
 * @throws AwsError InvalidIdentityToken, ExpiredTokenException, AccessDenied, ValidationError
 */
export async function assumeRoleWithWebIdentity(
    deps: StsDeps,
    params: Params,
    facts: CallFacts,
): Promise<Result> {
    const asked = readQueryParams(params, (reader) => ({
        roleArn: roleArnOf(reader),
        sessionName: sessionNameOf(reader),
        durationSeconds: durationOf(reader),
        token: reader.string("WebIdentityToken"),
    }));
    Object.assign(facts, {
        role: asked.roleArn,
        resource: asked.roleArn,
        sessionName: asked.sessionName,
    });
    const claims = claimsOf(asked.token);
    Object.assign(facts, { sub: claims.subject, aud: claims.audiences });
    // The provider is looked up in the account of the role, not of the cluster: that is the border between accounts.
    const provider = providerFor(deps.store, accountOf(asked.roleArn) ?? "", claims.issuer);
    if (provider === undefined) {
        throw new AwsError(
            "InvalidIdentityToken",
            `No OpenIDConnect provider found in your account for ${claims.issuer}`,
        );
    }
    await verifyToken(asked.token, claims, () => deps.issuerKeys(claims.issuer), deps.now());
    const audience = claims.audiences.find((candidate) => provider.clientIds.includes(candidate));
    if (audience === undefined) {
        throw new AwsError("InvalidIdentityToken", "Incorrect token audience");
    }
    const role = findRole(deps.store, asked.roleArn);
    const prefix = issuerName(provider.url);
    const decision = authorizeByTrust(
        deps.store,
        { kind: "federated", provider: provider.arn },
        {
            action: "sts:AssumeRoleWithWebIdentity",
            resource: asked.roleArn,
            context: {
                [`${prefix}:sub`]: claims.subject,
                [`${prefix}:aud`]: audience,
                "aws:FederatedProvider": provider.arn,
                "sts:RoleSessionName": asked.sessionName,
            },
        },
    );
    noteDecision(facts, decision);
    if (role === undefined || !decision.allowed) {
        throw new AwsError(
            "AccessDenied",
            "Not authorized to perform sts:AssumeRoleWithWebIdentity",
            403,
        );
    }
    checkDuration(role, asked.durationSeconds);
    const opened = deps.sessions.open({ ...asked, role });
    facts.issued = opened.credentials.accessKeyId;
    return {
        Credentials: describeCredentials(opened),
        AssumedRoleUser: { AssumedRoleId: opened.caller.userId, Arn: opened.caller.arn },
        SubjectFromWebIdentityToken: claims.subject,
        Provider: provider.arn,
        Audience: audience,
    };
}
