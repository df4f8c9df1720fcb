/** Argo CD as the stack file and code describe it. */
import { z } from "zod";

import { policyProblems } from "./policyCsv";
import { agentShape, workload } from "../agent/schema";
import * as field from "../fields";
import { bootstrap } from "./bootstrapSchema";
import { repositories } from "./repositoriesSchema";
import { sso } from "./ssoSchema";
import * as value from "./values";

const POLICY_ALLOWED =
    'allowed: lines of "p, <subject>, <resource>, <action>, <object>, allow" or "g, <user or group>, <role>".';

const policyCsv = z.string({ error: () => POLICY_ALLOWED }).superRefine((policy, context) => {
    for (const { line, problem } of policyProblems(policy)) {
        context.addIssue({ code: "custom", input: line, message: `${problem}.` });
    }
});

const rbac = field.record({
    policyCsv: policyCsv
        .optional()
        .meta({ description: "Who may do what in Argo CD, as lines of its RBAC policy" }),
    policyDefault: field
        .text(
            'allowed: a role, such as "role:readonly", or an empty text for none.',
            /^(role:[\w.:/-]+)?$/,
        )
        .optional()
        .meta({ description: "Role of everybody who is logged in; where left out none" }),
    scopes: field
        .listOf(value.plainText, 1, 'allowed: a list of claims, such as ["groups", "email"].')
        .optional()
        .meta({ description: "Claims that groups are read from; where left out groups alone" }),
});

const proxy = field.record({
    httpProxy: value.proxyUrl.optional().meta({ description: "Proxy for http:// addresses" }),
    httpsProxy: value.proxyUrl.optional().meta({ description: "Proxy for https:// addresses" }),
    noProxy: field
        .listOf(value.directHost, 0, "allowed: a list of hosts, domains and ranges.")
        .default([])
        .meta({
            description:
                "What is reached directly, beside the cluster's own names and AWS's link-local services, which always are",
        }),
});

const workloads = field.record({
    controller: workload("StatefulSet", "argocd-application-controller").meta({
        description: "The application controller",
    }),
    server: workload("Deployment", "argocd-server").meta({ description: "The API server" }),
    applicationSet: workload("Deployment", "argocd-applicationset-controller").meta({
        description: "The ApplicationSet controller",
    }),
});

export const argocd = field.record({
    ...agentShape,
    install: field.oneOf(["manifests", "helm", "existing"]).default("manifests").meta({
        description:
            "From upstream's manifests, from its Helm chart, or an Argo CD that is there already and gets identity, registrations and projects only",
    }),
    manifests: field
        .text("allowed: a directory with the release's manifests.", /\S/)
        .optional()
        .meta({
            description:
                "Directory with a copy of the release's manifests; where left out upstream's address",
        }),
    chart: field
        .text("allowed: a directory with the chart argo-cd and its dependencies.", /\S/)
        .optional()
        .meta({
            description: "Directory with the chart argo-cd; where left out upstream's address",
        }),
    workloads: workloads.prefault({}).meta({
        description:
            "What an existing installation's parts are called; upstream's names by default",
    }),
    highAvailability: field.trueOrFalse.optional().meta({
        description:
            "Redis on three nodes, two API servers and repository servers; where left out on in production",
    }),
    imageRegistry: value.imageRegistry.optional().meta({
        description:
            "Mirror that images come from: one for all, or a map of mirrors by the registry that each stands for",
    }),
    params: value.settings
        .default({})
        .meta({ description: "Further keys of argocd-cmd-params-cm" }),
    config: value.settings.default({}).meta({ description: "Further keys of argocd-cm" }),
    rbac: rbac.prefault({}).meta({ description: "Who may do what in Argo CD" }),
    sso: sso.optional().meta({ description: "Login by an identity provider" }),
    adminPassword: field.oneOf(["initial", "generated", "disabled"]).default("initial").meta({
        description:
            "Argo CD's first one, in Secret argocd-initial-admin-secret; one that is made here and exported as a secret; or no admin at all",
    }),
    proxy: proxy.optional().meta({ description: "How pods get out, where not directly" }),
    repositories: repositories
        .default({})
        .meta({ description: "Private repositories by a key of your own" }),
    bootstrap: bootstrap
        .optional()
        .meta({ description: "What Argo CD starts with by itself, from a repository" }),
});
