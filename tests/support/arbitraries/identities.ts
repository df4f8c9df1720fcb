/** Makes generated workload identities satisfy the rules between them. */
import fc from "fast-check";

import type { Partition } from "../../../lib/aws/arn";
import type { Raw } from "../config";
import type { Overrides } from "./fromSchema";
import { hostileText } from "./hostile";
import { ACCOUNTS, key, REGIONS } from "./places";

const ANY = "workloadIdentities.<key>";

export function identityOverrides(partition: Partition): Overrides {
    const statement = fc.record({
        Effect: fc.constantFrom("Allow", "Deny"),
        Action: fc.constantFrom<unknown>("*", "s3:Get*", ["s3:GetObject", "ec2:*"]),
        Resource: fc.constantFrom<unknown>("*", ["arn:aws:s3:::artifacts/${aws:username}"]),
        Condition: fc.constantFrom({}, { StringLike: { "aws:RequestTag/a": ["{{x}}", 1, true] } }),
    });
    const others = fc.record({
        Effect: fc.constant("Deny"),
        NotAction: fc.constant("s3:*"),
        NotResource: hostileText.map(
            (text) => `arn:aws:s3:::x${text.replace(/\s/g, "").slice(0, 99)}`,
        ),
    });
    return {
        [`${ANY}:`]: key,
        [`${ANY}.accounts.<key>:`]: key,
        [`${ANY}.accounts.<key>.accountId`]: fc.constantFrom(...ACCOUNTS),
        [`${ANY}.accounts.<key>.region`]: fc.constantFrom(...REGIONS[partition]),
        [`${ANY}.accounts.<key>.inlinePolicy.Statement`]: fc
            .array(fc.oneof(statement, others), { minLength: 1, maxLength: 2 })
            .map((statements) => statements.map((one, index) => ({ Sid: `S${index}`, ...one }))),
        // An account has only one policy of a name, whatever its path.
        [`${ANY}.accounts.<key>.permissionsBoundary`]: fc.constantFrom(
            "RunnerBoundary",
            "a/b/Runs",
        ),
        [`${ANY}.cluster.region`]: fc.constantFrom(...REGIONS[partition]),
    };
}

/** Identities of a stack, each with its own namespace, accounts and ServiceAccounts. */
export function settledIdentities(
    identities: Raw,
    stack: {
        readonly partition: Partition;
        readonly hasManagement: boolean;
        readonly hasHub: boolean;
    },
): Raw {
    const region = REGIONS[stack.partition][0];
    const alone = !stack.hasManagement && !stack.hasHub;
    const cluster = { accountId: ACCOUNTS[0], region, clusterName: "elsewhere" };
    return Object.fromEntries(
        Object.entries(identities as Record<string, Raw>).map(([name, identity], index) => [
            name,
            {
                ...identity,
                ...(name === "default" ? { serviceAccount: "runner" } : {}),
                ...(identity["cluster"] === "management" || identity["cluster"] === undefined
                    ? alone
                        ? { cluster }
                        : {}
                    : {
                          cluster: settledPlace(identity["cluster"] as Raw, stack.partition, index),
                      }),
                // In its own namespace it cannot clash with others.
                namespace: {
                    ...settledLevel(
                        identity["namespace"] as Raw,
                        !alone && (identity["cluster"] ?? "management") === "management",
                    ),
                    name: `runners-${index}`,
                },
                accounts: settledAccounts(
                    identity["accounts"] as Raw,
                    stack.partition,
                    region!,
                    index,
                ),
            },
        ]),
    );
}

/** An existing namespace keeps its label, and pods of the management cluster are confined to their namespace. */
function settledLevel({ podSecurity, ...namespace }: Raw, onManagement: boolean): Raw {
    if (podSecurity === undefined || namespace["existing"] === true) {
        return namespace;
    }
    const isRefused = onManagement && podSecurity === "privileged";
    return { ...namespace, podSecurity: isRefused ? "baseline" : podSecurity };
}

function settledPlace(cluster: Raw, partition: Partition, index: number): Raw {
    const { provisionerRoleArn, ...place } = cluster;
    const role = `arn:${partition}:iam::${String(place["accountId"])}:role/p`;
    return {
        ...place,
        clusterName: `runners-${index}`,
        ...(provisionerRoleArn === undefined ? {} : { provisionerRoleArn: role }),
    };
}

function settledAccounts(accounts: Raw, partition: Partition, region: string, index: number): Raw {
    const settled = Object.entries(accounts as Record<string, Raw>).map(([name, account], at) => {
        const accountId = String(account["accountId"]);
        return [
            // The keys of identity and account together form the role's name.
            `${name.slice(0, 24)}${index}${at}`,
            {
                region,
                ...account,
                ...("provisionerRoleArn" in account
                    ? { provisionerRoleArn: `arn:${partition}:iam::${accountId}:role/p` }
                    : {}),
                ...("serviceAccount" in account ? { serviceAccount: `runner-${at}` } : {}),
                ...("managedPolicyArns" in account
                    ? { managedPolicyArns: [`arn:${partition}:iam::${accountId}:policy/a/b=`] }
                    : {}),
                oidcProvider: "auto",
            },
        ] as const;
    });
    return Object.fromEntries(settled);
}
