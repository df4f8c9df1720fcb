/** Rules between a cluster's place and its keys. */
import { shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import { createdClusters } from "./sections";

export const SETTINGS_RULES: readonly Rule[] = [keysOfTheRegion];

/** Neither EKS nor CloudWatch Logs takes a key of another region. */
function keysOfTheRegion(sections: Partial<Sections>): readonly Problem[] {
    return createdClusters(sections).flatMap(([path, { encryption, logs, region }]) => {
        const secrets =
            typeof encryption === "object" && "keyArn" in encryption
                ? encryption.keyArn
                : undefined;
        return [
            ["encryption.keyArn", secrets] as const,
            ["logs.kmsKeyArn", logs.kmsKeyArn] as const,
        ].flatMap(([key, arn]) =>
            arn === undefined || arn.split(":")[3] === region
                ? []
                : [
                      {
                          path: `${path}.${key}`,
                          found: shown(arn)!,
                          remedy: `a key in region ${region} is needed, the cluster's.`,
                      },
                  ],
        );
    });
}
