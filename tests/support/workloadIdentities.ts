/** Configurations of workload identities; tests override one field. */
import { changed, type Raw } from "./config";
import { RAW_CONFIG } from "./fixtures";

/** A stack with workload identities only, on an existing cluster. */
export const IDENTITIES_STACK = {
    fleet: "acme",
    provisionerRoleName: "Provisioner",
    workloadIdentities: {
        torque: {
            cluster: {
                accountId: "111111111111",
                region: "eu-west-1",
                clusterName: "runners",
            },
            namespace: { name: "environments" },
            accounts: {
                dev: { accountId: "222222222222", managedPolicies: ["ReadOnlyAccess"] },
                prod: {
                    accountId: "333333333333",
                    region: "us-east-1",
                    inlinePolicy: {
                        Statement: [
                            {
                                Effect: "Allow",
                                Action: ["s3:GetObject", "s3:PutObject"],
                                Resource: "arn:aws:s3:::artifacts/*",
                            },
                        ],
                    },
                },
            },
        },
    },
} as const;

/** That stack with other values, by their path below the identity. */
export function identitiesStack(changes: Raw = {}): Raw {
    return changed(
        Object.fromEntries(
            Object.entries(changes).map(([path, value]) => [
                `workloadIdentities.torque.${path}`,
                value,
            ]),
        ),
        structuredClone(IDENTITIES_STACK),
    );
}

/** The small fleet with an identity on its management cluster. */
export const FLEET_WITH_IDENTITY: Raw = {
    ...RAW_CONFIG,
    workloadIdentities: {
        torque: {
            namespace: { name: "environments" },
            accounts: {
                own: { accountId: "111111111111", managedPolicies: ["ReadOnlyAccess"] },
                dev: { accountId: "222222222222", managedPolicies: ["ReadOnlyAccess"] },
            },
        },
    },
};
