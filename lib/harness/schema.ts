/** Harness's GitOps agent as the stack file and code describe it. */
import type { z } from "zod";

import { agentShape, workload } from "../agent/schema";
import { httpsUrl, objectName, secretKey } from "../agent/values";
import * as field from "../fields";

/** Address of Harness's own service. */
export const DEFAULT_AGENT_HTTP_TARGET = "https://app.harness.io/gitops";

/**
 * Identifiers in Harness. The chart writes them into YAML without quotes, which reads some words as booleans, numbers,
 * dates or null. https://developer.harness.io/docs/platform/references/entity-identifier-reference
 */
const IDENTIFIER =
    /^(?!([yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|true|True|TRUE|false|False|FALSE|null|Null|NULL)$)[A-Za-z_][0-9A-Za-z_$]{0,127}$/;
const ACCOUNT =
    /^(?!(yes|Yes|YES|off|Off|OFF|true|True|TRUE|false|False|FALSE|null|Null|NULL)$)(?![0-9_-]*$)(?![0-9][0-9_]*[eE][-+]?[0-9]+$)(?!0x[0-9a-fA-F_]+$)(?!0[bo][0-7_]+$)[A-Za-z0-9_-]{3,64}$/;

function identifier(what: string): z.ZodString {
    return field.text(
        `allowed: ${what} as Harness shows it, of letters, digits, underscores and dollar signs; no word that YAML takes for a truth or for nothing.`,
        IDENTIFIER,
    );
}

const workloads = field.record({
    controller: workload("StatefulSet", "argocd-application-controller").meta({
        description: "The application controller",
    }),
    agent: workload("Deployment", "gitops-agent").meta({ description: "The agent itself" }),
});

export const harness = field.record({
    ...agentShape,
    accountIdentifier: field
        .text(
            "allowed: the account's identifier as Harness shows it, 3 to 64 letters, digits, hyphens and underscores; no number.",
            ACCOUNT,
        )
        .meta({ description: "Account in Harness" }),
    orgIdentifier: identifier("the organization's identifier").optional().meta({
        description: "Organization in Harness; unset for an agent of the whole account",
    }),
    projectIdentifier: identifier("the project's identifier").optional().meta({
        description: "Project in Harness; unset for an agent of an organization or account",
    }),
    agentIdentifier: identifier("the agent's identifier").meta({
        description:
            "The agent's identifier as Harness shows it, without the prefix account or org",
    }),
    install: field.oneOf(["helm", "existing"]).default("helm").meta({
        description:
            "From Harness's Helm chart, or an existing agent, which gets identity and projects only",
    }),
    argoCd: field.oneOf(["managed", "connected"]).default("managed").meta({
        description:
            "The Argo CD that comes with the agent (managed), whose clusters and Applications are created in Harness; or your own in the same namespace (connected), with which targets are registered directly",
    }),
    chart: field
        .text("allowed: a directory with the chart gitops-helm and its dependencies.", /\S/)
        .optional()
        .meta({
            description: "Directory with the chart gitops-helm; Harness's address unless set",
        }),
    agentHttpTarget: httpsUrl.default(DEFAULT_AGENT_HTTP_TARGET).meta({
        description: "Address that the agent reports to; set it if Harness is self-managed",
    }),
    tokenSecret: secretKey.optional().meta({
        description:
            "Secret configuration key of the agent's token; either this or existingSecretName",
    }),
    existingSecretName: objectName.optional().meta({
        description:
            "Existing Secret in the agent's namespace that has the token as GITOPS_AGENT_TOKEN; the namespace must exist as well and is not created",
    }),
    highAvailability: field.trueOrFalse.optional().meta({
        description:
            "Redis on three nodes, two agents and repository servers; defaults to true in production",
    }),
    upgrader: field.trueOrFalse.default(false).meta({
        description:
            "Whether Harness's CronJob updates the agent's image, independently of the pinned chart",
    }),
    networkPolicy: field.trueOrFalse.optional().meta({
        description:
            "Whether the chart's NetworkPolicies limit access to redis and the repository server; defaults to true for a managed Argo CD and to false for a connected one, whose own server they would block",
    }),
    workloads: workloads.prefault({}).meta({
        description:
            "Names of the parts of an existing agent or a connected Argo CD; each defaults to upstream's",
    }),
});
