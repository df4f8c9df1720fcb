/** From the settings of a cluster's control plane to what they mean. */
import type { EncryptionSection, LogsSection } from "./settingsSchema";
import type { EncryptionConfig, LogsConfig } from "../../lib/cluster/types";

export function logsConfig(section: LogsSection): LogsConfig {
    return {
        types: [...section.types].sort(),
        retentionInDays: section.retentionInDays,
        ...(section.kmsKeyArn === undefined ? {} : { kmsKeyArn: section.kmsKeyArn }),
    };
}

export function encryptionConfig(section: EncryptionSection): EncryptionConfig {
    if (section === "awsOwned") {
        return { kind: "awsOwned" };
    }
    return "keyArn" in section
        ? { kind: "brought", keyArn: section.keyArn }
        : { kind: "created", deletionWindowInDays: section.deletionWindowInDays };
}
