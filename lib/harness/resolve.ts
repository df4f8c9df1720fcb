/** The arguments of Harness's agent with every default, checked. */
import {
    foreignNamespace,
    isHighlyAvailable,
    missingSecrets,
    parsedArgs,
    type ResolveOptions,
} from "../agent/resolve";
import type { HarnessArgs } from "./args";
import { harnessProblems } from "./rules";
import { harness } from "./schema";
import type { HarnessConfig, HarnessSection } from "./types";

type Environment = "nonproduction" | "production";

/** What a section of the stack file means, once its rules are kept. */
export function harnessConfig(section: HarnessSection, environment: Environment): HarnessConfig {
    return { ...section, highAvailability: isHighlyAvailable(section, environment) };
}

/**
 * Fills in the defaults and checks everything.
 * @throws ConfigError with every problem
 */
export function resolveHarness(
    {
        environment = "nonproduction",
        ...args
    }: HarnessArgs & { readonly environment?: Environment },
    { component = "HarnessAgent", role, secrets = {} }: ResolveOptions = {},
): HarnessConfig {
    const section = parsedArgs(
        component,
        harness,
        (parsed, prefix) => [
            ...foreignNamespace(parsed.namespace, role),
            ...harnessProblems(parsed, prefix),
            ...missingSecrets(harnessSecretNames(parsed), secrets),
        ],
        {
            ...args,
            namespace: args.namespace ?? role?.namespace,
            identity: role?.identity ?? args.identity,
        },
    );
    return harnessConfig(section, environment);
}

/** Names of the secrets that the configuration names: the token's, unless a Secret holds it. */
export function harnessSecretNames({
    install,
    tokenSecret,
}: Pick<HarnessSection, "install" | "tokenSecret">): readonly string[] {
    return install === "existing" || tokenSecret === undefined ? [] : [tokenSecret];
}
