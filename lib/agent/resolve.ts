/** Arguments in code become a configuration by the schema and the rules of the stack file's section. */
import type { z } from "zod";

import { problemsOf } from "../issues";
import { ConfigError, shown, type Problem } from "../problems";
import type { AgentIdentity } from "./types";

/** Reports every problem of a parsed section, each path after a prefix: empty in code, `argocd.` in a stack file. */
export type SectionRules<T> = (section: T, prefix: string) => readonly Problem[];

/**
 * Parses the arguments of a component.
 * @param component as the error names it, such as `ArgoCd argocd`
 * @param rules look at arguments that parsed
 * @throws ConfigError with every problem
 */
export function parsedArgs<T>(
    component: string,
    schema: z.ZodType<T>,
    rules: SectionRules<T>,
    args: unknown,
): T {
    const parsed = schema.safeParse(args, { reportInput: true });
    const problems = parsed.success
        ? rules(parsed.data, "")
        : parsed.error.issues.flatMap((issue) => problemsOf([], issue));
    if (!parsed.success || problems.length > 0) {
        throw new ConfigError(problems, component, "arguments");
    }
    return parsed.data;
}

/** Whether the agent is highly available: as set, or by the environment's default. An existing one is not this program's. */
export function isHighlyAvailable(
    section: { readonly install?: string; readonly highAvailability?: boolean } | undefined,
    environment: string | undefined,
): boolean {
    return (
        section?.install !== "existing" &&
        (section?.highAvailability ?? environment === "production")
    );
}

/** Secrets that are named but not given. */
export function missingSecrets(
    names: readonly string[],
    secrets: Readonly<Record<string, unknown>>,
): readonly Problem[] {
    return names
        .filter((name) => secrets[name] === undefined)
        .map((name) => ({
            path: `secrets.${name}`,
            remedy: "missing; another argument names this secret: set its value.",
        }));
}

/** What arguments are resolved for. */
export interface ResolveOptions {
    /** The component as an error names it. @default its class */
    readonly component?: string;
    /** Role of the agent, which trusts pods of one namespace, identified one way. @default any namespace and identity */
    readonly role?: { readonly namespace: string; readonly identity: AgentIdentity };
    /** Values of the secrets that the arguments name, by name. @default none */
    readonly secrets?: Readonly<Record<string, unknown>>;
}

/** A namespace that the role does not trust. */
export function foreignNamespace(
    namespace: string,
    role: ResolveOptions["role"],
): readonly Problem[] {
    return role === undefined || namespace === role.namespace
        ? []
        : [
              {
                  path: "namespace",
                  found: shown(namespace)!,
                  remedy: `must be ${role.namespace}, the namespace that the role trusts: leave it out, or give the role the same namespace.`,
              },
          ];
}
