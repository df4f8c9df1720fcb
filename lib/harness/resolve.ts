/** The arguments of Harness's agent with every default, checked. */
import { isHighlyAvailable, missingSecrets, parsedArgs } from "../agent/resolve";
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
 * @param component stands before each path of the error, such as `HarnessAgent harness`
 * @param secrets values of the secrets that the arguments name, by name
 * @throws ConfigError with every problem
 */
export function resolveHarness(
    {
        environment = "nonproduction",
        ...args
    }: HarnessArgs & { readonly environment?: Environment },
    component = "HarnessAgent",
    secrets: Readonly<Record<string, unknown>> = {},
): HarnessConfig {
    const section = parsedArgs(
        component,
        harness,
        (parsed, prefix) => [
            ...harnessProblems(parsed, prefix),
            ...missingSecrets(harnessSecretNames(parsed), secrets),
        ],
        args,
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
