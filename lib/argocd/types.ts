/** Argo CD as configured: the section of the stack file, checked, with every default. */
import type { z } from "zod";

import type { AgentConfig, AgentWorkload } from "../agent/types";
import type { argocd } from "./schema";

/** The section after parsing; `highAvailability` still unset unless the user set it. */
export type ArgoCdSection = z.output<typeof argocd>;

export interface ArgoCdConfig
    extends AgentConfig, Readonly<Omit<ArgoCdSection, keyof AgentConfig>> {}

/** From upstream's manifests, from its Helm chart, or an installation that exists. */
export type ArgoCdInstall = ArgoCdConfig["install"];

/** The parts of Argo CD that reach clusters. */
export type ArgoCdPart = "controller" | "server" | "applicationSet";

export type ArgoCdWorkloads = Readonly<Record<ArgoCdPart, AgentWorkload>>;

/** Where images come from: one mirror, or mirrors by registry. */
export type ImageRegistry = string | Readonly<Record<string, string>>;

/** Single sign-on. A rule requires exactly one of `oidc` and `dex`. */
export type SsoConfig = NonNullable<ArgoCdSection["sso"]>;

export type OidcConfig = NonNullable<SsoConfig["oidc"]>;

export type DexConfig = NonNullable<SsoConfig["dex"]>;

export type ProxyConfig = NonNullable<ArgoCdSection["proxy"]>;

/** A private repository. A rule requires exactly one of `https`, `ssh` and `githubApp`. */
export type RepositoryConfig = ArgoCdSection["repositories"][string];

export type BootstrapConfig = NonNullable<ArgoCdSection["bootstrap"]>;

export type AppOfAppsConfig = Extract<BootstrapConfig, { readonly kind: "appOfApps" }>;

export type ApplicationSetConfig = Extract<BootstrapConfig, { readonly kind: "applicationSet" }>;
