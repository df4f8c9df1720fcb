/** The keys of an existing cluster: it is looked up and used, never changed or deleted. */
import { z } from "zod";

import * as field from "../fields";
import { clusterShape } from "./schema";

const CREATED_ONLY = new Set([...Object.keys(clusterShape), "operatorCidrs"]);

export const existingShape = {
    existing: z
        .literal(true, { error: () => "allowed: true." })
        .meta({ description: "The cluster exists: it is looked up and never changed" }),
    accountId: field.accountId.meta({
        description: "Twelve digits of the AWS account, quoted",
    }),
    region: field.region.meta({
        description: "AWS region; all clusters of a fleet are in one partition",
    }),
    clusterName: field.clusterName.meta({ description: "Name of the EKS cluster" }),
    provisionerRoleArn: field.provisionerRoleArn.optional().meta({
        description:
            "Role that Pulumi assumes for this cluster, in place of provisionerRoleName; it must administer the cluster",
    }),
};

/** A strict map that explains why it rejects a key of created clusters. */
export function existingRecord<T extends z.ZodRawShape>(shape: T): z.ZodObject<T, z.core.$strict> {
    return field.record(shape, (key) =>
        CREATED_ONLY.has(key)
            ? `${key} applies to created clusters only; this one exists (existing: true): remove it.`
            : undefined,
    );
}

export const existingCluster = existingRecord(existingShape);

export const existingManagement = existingRecord({
    ...existingShape,
    egressCidrs: field
        .listOf(
            field.operatorCidr,
            1,
            'allowed: a list of IPv4 ranges such as ["198.51.100.7/32"].',
        )
        .optional()
        .meta({
            description:
                "Public egress CIDRs of the cluster's pods: the allow-lists of created targets contain them",
        }),
});

export type ExistingManagementSection = z.output<typeof existingManagement>;
