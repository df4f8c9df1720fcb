/** The keys of a cluster's `nodes`: a strategy, and what belongs to it. */
import { z } from "zod";

import { AMI_TYPES } from "./nodes";
import * as field from "../fields";
import { hint } from "../problems";

export const NODE_STRATEGIES = ["managed", "autoMode", "fargate", "none"] as const;

function strategy<const T extends (typeof NODE_STRATEGIES)[number]>(word: T): z.ZodLiteral<T> {
    return z.literal(word, {
        error: ({ input }) =>
            `allowed: ${NODE_STRATEGIES.join(", ")}.${typeof input === "string" ? hint(input, NODE_STRATEGIES) : ""}`,
    });
}

const STRATEGY_MEANS =
    "Where pods run: managed (a managed node group), autoMode (EKS Auto Mode), fargate, or none (you add nodes yourself); it cannot be changed while the cluster exists";

const SIZE = "allowed: a whole number from 1 to 100, with minSize <= desiredSize <= maxSize.";

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const LABEL_KEY =
    /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const LABEL_KEY_ALLOWED =
    "allowed as a label: a name of 1 to 63 letters, digits and -_., with a DNS name and a slash before it if need be.";
const labelValue = field.text(
    "allowed: up to 63 letters, digits and -_., beginning and ending with a letter or digit.",
    /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/,
);

const taint = field.record({
    key: field.text(LABEL_KEY_ALLOWED, LABEL_KEY).meta({ description: "Name of the taint" }),
    value: labelValue.optional().meta({ description: "Its value" }),
    effect: field.oneOf(["NO_SCHEDULE", "PREFER_NO_SCHEDULE", "NO_EXECUTE"]).meta({
        description: "What happens to pods that do not tolerate the taint",
    }),
});

const managedShape = {
    instanceTypes: field
        .listOf(field.instanceType, 1, "allowed: a list of at least one EC2 instance type.")
        .default(["t3.large"])
        .meta({ description: "EC2 instance types of the nodes, the preferred first" }),
    minSize: field
        .wholeNumber(SIZE, 1, 100)
        .default(2)
        .meta({ description: "Minimum number of nodes" }),
    desiredSize: field.wholeNumber(SIZE, 1, 100).optional().meta({
        description:
            "Initial number of nodes, 2, in production 3; an autoscaler may change it later",
    }),
    maxSize: field
        .wholeNumber(SIZE, 1, 100)
        .default(4)
        .meta({ description: "Maximum number of nodes" }),
    diskSize: field
        .wholeNumber("allowed: a whole number of GiB from 20 to 16384.", 20, 16384)
        .default(50)
        .meta({ description: "GiB of each node's disk for images, logs and local volumes" }),
    amiType: field.oneOf(AMI_TYPES).optional().meta({
        description:
            "Image of the nodes; defaults to Amazon Linux 2023 for the processor of the instance types",
    }),
    capacityType: field.oneOf(["ON_DEMAND", "SPOT"]).default("ON_DEMAND").meta({
        description:
            "Purchase option of the instances; AWS reclaims SPOT instances with two minutes' notice",
    }),
    labels: field
        .mapOf(LABEL_KEY, LABEL_KEY_ALLOWED, labelValue)
        .default({})
        .meta({ description: "Kubernetes labels of the nodes" }),
    taints: field
        .listOf(taint, 0, "allowed: a list of taints, each with key, value and effect.")
        .default([])
        .meta({ description: "Kubernetes taints of the nodes" }),
};

const autoModeShape = {
    nodePools: field
        .listOf(
            field.oneOf(["general-purpose", "system"]),
            1,
            "allowed: a list of general-purpose, system or both.",
        )
        .default(["general-purpose", "system"])
        .meta({ description: "Node pools that EKS creates and manages" }),
};

const SELECTOR_ALLOWED = "allowed: a list of one to five selectors, each with a namespace.";

/** A namespace, `*` and `?` in it as wildcards. https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html */
const selector = field.record({
    namespace: field
        .text(
            "allowed: the name of a namespace, in which * and ? may stand for other characters.",
            /^[a-z0-9*?]([a-z0-9*?-]{0,61}[a-z0-9*?])?$/,
        )
        .meta({ description: "Namespace whose pods run on Fargate; * and ? are wildcards" }),
    labels: field
        .mapOf(LABEL_KEY, LABEL_KEY_ALLOWED, labelValue)
        .default({})
        .meta({ description: "Labels that the pods must have, all of them" }),
});

const profile = field.record({
    selectors: field
        .listOf(selector, 1, SELECTOR_ALLOWED)
        .refine((selectors) => selectors.length <= 5, { error: () => SELECTOR_ALLOWED })
        .meta({
            maxItems: 5,
            description: "Pods that the profile matches: those of any of the selectors",
        }),
});

/** EKS keeps names that begin with eks to itself; ours is one of them. */
export const SYSTEM_PROFILE = "system";

const fargateShape = {
    profiles: field
        .mapOf(
            /^(?!eks)(?!system$)[a-z]([a-z0-9-]{0,28}[a-z0-9])?$/,
            `allowed as a profile's name: 1 to 30 lower-case letters, digits and hyphens, beginning with a letter and not with eks; ${SYSTEM_PROFILE} is the one that CoreDNS runs under.`,
            profile,
        )
        .default({})
        .meta({ description: "Fargate profiles by a name you choose" }),
};

/** A key of another strategy is refused with its name. */
function explained(own: string): (key: string) => string | undefined {
    const shapes = { managed: managedShape, autoMode: autoModeShape, fargate: fargateShape };
    return (key) => {
        const [of] = Object.entries(shapes).find(([, shape]) => Object.hasOwn(shape, key)) ?? [];
        return of === undefined
            ? undefined
            : `${key} is a key of strategy ${of}, and this is ${own}: leave it out, or choose that strategy.`;
    };
}

function described<T extends z.ZodType>(schema: T): T {
    return schema.meta({ description: STRATEGY_MEANS });
}

export const managedNodes = field.record(
    { strategy: described(strategy("managed").default("managed")), ...managedShape },
    explained("managed"),
);
const autoModeNodes = field.record(
    { strategy: described(strategy("autoMode")), ...autoModeShape },
    explained("autoMode"),
);
export const fargateNodes = field.record(
    { strategy: described(strategy("fargate")), ...fargateShape },
    explained("fargate"),
);
const noNodes = field.record({ strategy: described(strategy("none")) }, explained("none"));

export const nodes = z.union([managedNodes, autoModeNodes, fargateNodes, noNodes], {
    error: () => `allowed: a map with strategy (${NODE_STRATEGIES.join(", ")}) and its keys.`,
});

export type NodesSection = z.output<typeof nodes>;
export type ManagedNodesSection = z.output<typeof managedNodes>;
export type FargateNodesSection = z.output<typeof fargateNodes>;
