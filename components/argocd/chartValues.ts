import * as pulumi from "@pulumi/pulumi";

import type { HelmValues } from "../../lib/argocd/helmValues";

/** In place of an ARN that is not known yet. */
const UNKNOWN = "arn:unknown";

/**
 * Values that contain the ARN of a role. If it is not plain, only the values that contain it are outputs, so that
 * previews show the others, and others can be merged into them.
 */
export function perKey(
    roleArn: pulumi.Input<string>,
    render: (roleArn: string) => HelmValues,
): HelmValues {
    return typeof roleArn === "string"
        ? render(roleArn)
        : atLeaves(render(UNKNOWN), pulumi.output(roleArn).apply(render));
}

/** The shape of one rendering, with the leaves of another where they could differ. */
function atLeaves(shape: HelmValues, rendered: pulumi.Output<HelmValues>): HelmValues {
    return Object.fromEntries(
        Object.entries(shape).map(([key, value]) => [
            key,
            isMap(value)
                ? atLeaves(
                      value,
                      rendered.apply((values) => values[key] as HelmValues),
                  )
                : rendered.apply((values) => values[key]),
        ]),
    );
}

function isMap(value: unknown): value is HelmValues {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
