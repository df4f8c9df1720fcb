/** From the section to Harness's agent as configured. */
import type { HarnessSection } from "./schema";
import type { HarnessConfig, HarnessInstall, HarnessScope } from "../../lib/harness/types";

/** @param highAvailability said, or by the environment's default */
export function harnessConfig(section: HarnessSection, highAvailability: boolean): HarnessConfig {
    return {
        namespace: section.namespace,
        podSecurity: section.podSecurity,
        identity: section.identity,
        managedPoliciesPerRole: section.managedPoliciesPerRole,
        highAvailability,
        install: installOf(section),
        argoCd: section.argoCd,
        scope: scopeOf(section),
        workloads: section.workloads,
    };
}

function installOf(section: HarnessSection): HarnessInstall {
    if (section.install === "existing") {
        return { kind: "existing" };
    }
    const { agentHttpTarget, argoCd, chart, existingSecretName, upgrader } = section;
    return {
        kind: "helm",
        ...(chart === undefined ? {} : { chart }),
        agentHttpTarget,
        // A rule wants exactly one of the two.
        token:
            existingSecretName === undefined
                ? { kind: "config", tokenSecret: section.tokenSecret! }
                : { kind: "existing", secretName: existingSecretName },
        upgrader,
        networkPolicy: section.networkPolicy ?? argoCd === "managed",
    };
}

function scopeOf(section: HarnessSection): HarnessScope {
    const { accountIdentifier, agentIdentifier, orgIdentifier, projectIdentifier } = section;
    return {
        accountIdentifier,
        ...(orgIdentifier === undefined ? {} : { orgIdentifier }),
        ...(projectIdentifier === undefined ? {} : { projectIdentifier }),
        agentIdentifier,
    };
}
