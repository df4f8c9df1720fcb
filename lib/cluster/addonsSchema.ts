/** The keys of a cluster's `addons`: EKS add-ons by name. */
import { z } from "zod";

import * as field from "../fields";
import type { AddonName } from "./addonNames";

const OPTION_ALLOWED =
    "allowed: a map with version and configuration, {} for the defaults of both, or false to leave the add-on out.";

const ANY_NAME = z.string().meta({ errorMessage: "allowed: the add-on's own." });

const settings = field.record({
    version: field
        .text(
            'allowed: an exact version as `aws eks describe-addon-versions` lists it, such as "v1.13.2-eksbuild.1".',
            /^v\d+\.\d+\.\d+-eksbuild\.\d+$/,
        )
        .optional()
        .meta({
            description:
                "Exact version; defaults to the one known for the cluster's Kubernetes version",
        }),
    configuration: z
        .record(ANY_NAME, z.unknown().meta({ errorMessage: "allowed: the add-on's own." }), {
            error: () =>
                "allowed: a map, as `aws eks describe-addon-configuration` describes it for the add-on.",
        })
        .optional()
        .meta({ description: "Settings of the add-on, by its own schema" }),
});

const option = z.union([z.literal(false, { error: () => OPTION_ALLOWED }), settings], {
    error: () => OPTION_ALLOWED,
});

function addon(description: string): z.ZodOptional<typeof option> {
    return option.optional().meta({ description });
}

const shape: Readonly<Record<AddonName, z.ZodOptional<typeof option>>> = {
    "vpc-cni": addon(
        "Gives pods addresses of the VPC; on by default with node strategies managed and none",
    ),
    "kube-proxy": addon("Services; on by default with node strategies managed and none"),
    coredns: addon("DNS; on by default with node strategies managed and fargate"),
    "eks-pod-identity-agent": addon(
        "Roles for pods by EKS Pod Identity; on by default if something on managed nodes needs it",
    ),
    "aws-ebs-csi-driver": addon(
        "EBS volumes, with a role of its own by EKS Pod Identity; off by default",
    ),
    "metrics-server": addon("Metrics for autoscalers; off by default"),
};

export const addons = field.record(shape);

export type AddonsSection = z.output<typeof addons>;
