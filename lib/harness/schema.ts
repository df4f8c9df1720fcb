/** Harness's GitOps agent as the stack file and code describe it. */
import type { z } from "zod";

import { agentShape, workload } from "../agent/schema";
import { httpsUrl, objectName, secretKey } from "../agent/values";
import * as field from "../fields";

/** Where Harness's own service is. */
export const DEFAULT_AGENT_HTTP_TARGET = "https://app.harness.io/gitops";

/**
 * Identifiers of Harness's. The chart writes them into YAML without quotes, where some words are no texts: truths, numbers,
 * dates, nothing. https://developer.harness.io/docs/platform/references/entity-identifier-reference
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
    orgIdentifier: identifier("the organisation's identifier").optional().meta({
        description: "Organisation in Harness; left out for an agent of the whole account",
    }),
    projectIdentifier: identifier("the project's identifier").optional().meta({
        description: "Project in Harness; left out for an agent of an organisation or account",
    }),
    agentIdentifier: identifier("the agent's identifier").meta({
        description:
            "The agent's identifier, as Harness made it, without the prefix account or org",
    }),
    install: field.oneOf(["helm", "existing"]).default("helm").meta({
        description:
            "From Harness's Helm chart, or an agent that is there already and gets identity and projects only",
    }),
    argoCd: field.oneOf(["managed", "connected"]).default("managed").meta({
        description:
            "The Argo CD that comes with the agent, whose clusters and Applications are made in Harness; or one of your own in the same namespace, which targets are registered with directly",
    }),
    chart: field
        .text("allowed: a directory with the chart gitops-helm and its dependencies.", /\S/)
        .optional()
        .meta({
            description: "Directory with the chart gitops-helm; where left out Harness's address",
        }),
    agentHttpTarget: httpsUrl.default(DEFAULT_AGENT_HTTP_TARGET).meta({
        description: "Address that the agent reports to; another where Harness is self-managed",
    }),
    tokenSecret: secretKey.optional().meta({
        description:
            "Secret configuration key of the agent's token; either this or existingSecretName",
    }),
    existingSecretName: objectName.optional().meta({
        description:
            "Secret in the agent's namespace that is there already and has the token as GITOPS_AGENT_TOKEN; the namespace is there then too, and is not made",
    }),
    highAvailability: field.trueOrFalse.optional().meta({
        description:
            "Redis on three nodes, two agents and repository servers; where left out on in production",
    }),
    upgrader: field.trueOrFalse.default(false).meta({
        description:
            "Whether Harness's CronJob renews the agent's image by itself, past the pinned chart",
    }),
    networkPolicy: field.trueOrFalse.optional().meta({
        description:
            "Whether the chart limits who reaches redis and the repository server; where left out on for a managed Argo CD, and off for a connected one, whose own server it would cut off",
    }),
    workloads: workloads.prefault({}).meta({
        description:
            "What the parts of an existing agent, or of a connected Argo CD, are called; upstream's names by default",
    }),
});
