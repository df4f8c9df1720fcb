/** The shape of the configuration: keys, rules of their values, defaults. Rules between keys are in rules.ts. */
import { z } from "zod";

import * as field from "./fields";
import { DEFAULT_KUBERNETES_VERSION, KUBERNETES_VERSIONS } from "./versions";

const network = field.record({
    cidr: field.vpcCidr.default("10.0.0.0/16"),
    availabilityZones: field
        .wholeNumber("allowed: 2 or 3; EKS wants subnets in two zones at least.", 2, 3)
        .default(2),
    natGateway: field.oneOf(["single", "perZone"]).default("single"),
});

const SIZE = "allowed: a whole number from 1 to 100, with minSize <= desiredSize <= maxSize.";

const nodes = field.record({
    instanceTypes: field
        .listOf(field.instanceType, 1, "allowed: a list of at least one EC2 instance type.")
        .default(["t3.large"]),
    minSize: field.wholeNumber(SIZE, 1, 100).default(2),
    desiredSize: field.wholeNumber(SIZE, 1, 100).default(2),
    maxSize: field.wholeNumber(SIZE, 1, 100).default(4),
});

const admins = field.mapOf(
    field.DNS_LABEL,
    "allowed as an administrator's name: lower-case letters, digits and hyphens.",
    field.principalArn,
);

const clusterShape = {
    accountId: field.accountId,
    region: field.region,
    clusterName: field.clusterName,
    kubernetesVersion: field
        .oneOf(KUBERNETES_VERSIONS as readonly [string, ...string[]])
        .default(DEFAULT_KUBERNETES_VERSION),
    endpointAccess: field.oneOf(["allowList", "world", "private"]).default("allowList"),
    network: network.prefault({}),
    nodes: nodes.prefault({}),
    admins: admins.default({}),
    provisionerRoleArn: field.provisionerRoleArn.optional(),
    logRetentionInDays: field.logRetention.default(90),
};

const trueOrFalse = z.boolean({ error: () => "allowed: true or false." });

const namespaceAccess = field.record({
    existing: trueOrFalse.default(false),
    secrets: trueOrFalse.default(false),
    roles: trueOrFalse.default(false),
});

const ACCESS_ALLOWED =
    "allowed: cluster, or a map of namespaces: { namespaces: { shop: {}, default: { existing: true } } }.";

const namespacedAccess = field.record({
    namespaces: field
        .mapOf(field.DNS_LABEL, field.NAMESPACE_ALLOWED, namespaceAccess)
        .refine((namespaces) => Object.keys(namespaces).length > 0, {
            error: () => "allowed: a map of at least one namespace.",
        }),
});

/** A word or a map: where a map was given, the problems reported are those inside it (see parse.ts). */
const access = z.union([z.literal("cluster"), namespacedAccess], { error: () => ACCESS_ALLOWED });

const target = field.record({
    ...clusterShape,
    displayName: field.namespace.optional(),
    access,
    sourceRepos: z
        .array(field.repositoryUrl, { error: () => "allowed: a list of repository addresses." })
        .default([]),
});

/** Each top-level key by itself: a problem in one doesn't hide those in another. */
export const SECTIONS = {
    fleet: field.fleetName,
    operatorCidrs: z
        .array(field.operatorCidr, {
            error: () => 'allowed: a list of IPv4 ranges in CIDR form, such as ["203.0.113.0/24"].',
        })
        .default([]),
    // Pulumi.yaml can't leave a key out: its default of "" is none.
    provisionerRoleName: z.preprocess(
        (value) => (value === "" ? undefined : value),
        field.roleName.optional(),
    ),
    tags: field
        .mapOf(
            /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
            'allowed as a tag\'s key: 1 to 128 letters, digits, spaces and _.:/=+-@, not beginning with "aws:".',
            field.text(
                "allowed: up to 256 letters, digits, spaces and _.:/=+-@.",
                /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
            ),
        )
        .default({}),
    management: field.record(clusterShape),
    targets: field.mapOf(field.TARGET_KEY, field.TARGET_KEY_ALLOWED, target).default({}),
    argocd: field
        .record({
            namespace: field.namespace.default("argocd"),
            manifests: field
                .text("allowed: a directory with the release's manifests.", /\S/)
                .optional(),
        })
        .prefault({}),
    guestbook: field
        .record({
            targets: z
                .array(z.string({ error: () => "allowed: the key of a target." }), {
                    error: () => "allowed: a list of target keys.",
                })
                .default([]),
            repoUrl: field.repositoryUrl.default(
                "https://github.com/argoproj/argocd-example-apps.git",
            ),
            path: field
                .text("allowed: a path inside the repository, without leading slash.", /^[^/\s].*$/)
                .default("guestbook"),
            targetRevision: field
                .text("allowed: a branch, tag or commit.", /^\S+$/)
                .default("HEAD"),
            namespace: field.namespace.default("default"),
        })
        .prefault({}),
} as const;

export type SectionName = keyof typeof SECTIONS;

/** What the sections parse to. */
export type Sections = { readonly [Name in SectionName]: z.output<(typeof SECTIONS)[Name]> };
export type TargetSection = Sections["targets"][string];
export type ClusterSection = Sections["management"];
