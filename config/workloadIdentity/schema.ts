/** The keys of a workload identity: which ServiceAccounts get which AWS permissions in which accounts. */
import { z } from "zod";

import { POD_SECURITY_LEVELS } from "../../lib/kubernetes/podSecurity";
import * as field from "../../lib/fields";
import {
    managedPolicyArn,
    maxSessionDuration,
    serviceAccount,
    tokenExpirationSeconds,
} from "../../lib/workloadIdentity/fields";
import { inlinePolicy } from "./policy";

/** Form of the keys of identities and of their accounts: parts of names of roles, ServiceAccounts and resources. */
const KEY = /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/;
const KEY_ALLOWED =
    "1 to 32 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen.";

const existingCluster = field.record({
    accountId: field.accountId.meta({ description: "AWS account that the cluster is in" }),
    region: field.region.meta({ description: "AWS region that the cluster is in" }),
    clusterName: field.clusterName.meta({
        description: "Name of the EKS cluster, which exists: it is looked up, never owned",
    }),
    provisionerRoleArn: field.provisionerRoleArn.optional().meta({
        description:
            "Role that Pulumi assumes for this cluster, in place of provisionerRoleName; it must be able to create namespaces and ServiceAccounts there",
    }),
});

const cluster = z.union([z.literal("management"), existingCluster], {
    error: () =>
        "allowed: management, or a map that names a cluster: { accountId: ..., region: ..., clusterName: ... }.",
});

const namespace = field.record({
    name: field.namespace.meta({
        description: "Name of the namespace; Torque's runner-namespace",
    }),
    existing: field.trueOrFalse.default(false).meta({
        description: "The namespace is there already: it is used and never deleted",
    }),
    podSecurity: field.oneOf(POD_SECURITY_LEVELS).optional().meta({
        description:
            "Pod Security level that a namespace made here enforces; baseline where absent. On the management cluster never privileged",
    }),
});

const account = field.record({
    accountId: field.accountId.meta({ description: "AWS account that the pods work in" }),
    region: field.region.optional().meta({
        description: "Region that Pulumi talks to the account in; the cluster's where absent",
    }),
    provisionerRoleArn: field.provisionerRoleArn.optional().meta({
        description: "Role that Pulumi assumes in this account, in place of provisionerRoleName",
    }),
    serviceAccount: serviceAccount.optional().meta({
        description:
            "Name of this account's ServiceAccount; the identity's where it is the only account, with the account's key behind it where there are more",
    }),
    managedPolicies: field
        .listOf(field.policyName, 0, "allowed: a list of names of policies that AWS manages.")
        .default([])
        .meta({
            description:
                "Policies that AWS manages, by name, with their path where they have one: ReadOnlyAccess, job-function/Billing",
        }),
    managedPolicyArns: field
        .listOf(managedPolicyArn, 0, "allowed: a list of ARNs of managed policies.")
        .default([])
        .meta({ description: "Managed policies of the account's own, or AWS's, by ARN" }),
    inlinePolicy: inlinePolicy.optional().meta({
        description: "What the role may do, as a policy document of its own",
    }),
    permissionsBoundary: field.policyName.optional().meta({
        description:
            "Managed policy of the account that bounds the role, in place of the stack's permissionsBoundary",
    }),
    tokenExpirationSeconds: tokenExpirationSeconds.optional().meta({
        description:
            "Seconds that a pod's token lasts before it is renewed; the webhook's own 86400 where absent",
    }),
    maxSessionDuration: maxSessionDuration
        .optional()
        .meta({ description: "Longest session of the role, in seconds; IAM's 3600 where absent" }),
    stsRegionalEndpoints: field.trueOrFalse.default(true).meta({
        description: "SDKs in the pods ask the region's STS, not the global one in us-east-1",
    }),
    oidcProvider: field.oneOf(["auto", "managed", "existing"]).default("auto").meta({
        description:
            "Whose the account's IAM OIDC provider is: looked up and made where absent, always this stack's, or never made by it",
    }),
    addAudience: field.trueOrFalse.default(false).meta({
        description:
            "Adds the audience sts.amazonaws.com to a provider that somebody else made without it; nothing else of it is touched",
    }),
});

export const workloadIdentity = field.record({
    cluster: cluster.default("management").meta({
        description:
            "Cluster that the pods run on: the management cluster, or another one that exists",
    }),
    namespace: namespace.meta({ description: "The pods' namespace" }),
    serviceAccount: serviceAccount.optional().meta({
        description: "Name of the ServiceAccount; the identity's key where absent",
    }),
    torqueAgent: field
        .text("allowed: the name of an agent in Torque.", /^\S(.{0,98}\S)?$/)
        .optional()
        .meta({
            description:
                "Name of the agent in Torque, for the blueprint's lines; the identity's key where absent",
        }),
    accounts: field
        .mapOf(KEY, `allowed as an account's key: ${KEY_ALLOWED}`, account)
        .refine((accounts) => Object.keys(accounts).length > 0, {
            error: () => "allowed: a map of at least one account.",
        })
        .meta({
            minProperties: 1,
            description:
                "Accounts that the pods work in, by a key that never changes: each has a role and a ServiceAccount of its own",
        }),
});

export const workloadIdentities = field
    .mapOf(KEY, `allowed as a workload identity's key: ${KEY_ALLOWED}`, workloadIdentity)
    .default({});

/** A workload identity as its section parses. */
export type WorkloadIdentitySection = z.output<typeof workloadIdentity>;
export type WorkloadAccountSection = z.output<typeof account>;
