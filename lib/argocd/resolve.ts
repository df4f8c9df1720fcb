/** Argo CD's arguments with every default, checked. */
import {
    foreignNamespace,
    isHighlyAvailable,
    missingSecrets,
    parsedArgs,
    type ResolveOptions,
} from "../agent/resolve";
import type { AppOfAppsArgs, ApplicationSetArgs, ArgoCdArgs, RepositoryArgs } from "./args";
import { appOfApps, applicationSet } from "./bootstrapSchema";
import { repositories as repositoriesSchema } from "./repositoriesSchema";
import { repositorySecretKey } from "./repositories";
import { argoCdProblems, repositoryProblems } from "./rules";
import { argocd } from "./schema";
import { argoCdSecretNames } from "./secretNames";
import type {
    AppOfAppsConfig,
    ApplicationSetConfig,
    ArgoCdConfig,
    ArgoCdSection,
    RepositoryConfig,
} from "./types";

type Secrets = Readonly<Record<string, unknown>>;
type Environment = "nonproduction" | "production";

/** What a section of the stack file means, once its rules are kept. */
export function argoCdConfig(section: ArgoCdSection, environment: Environment): ArgoCdConfig {
    return { ...section, highAvailability: isHighlyAvailable(section, environment) };
}

/**
 * Fills in the defaults and checks everything.
 * @throws ConfigError with every problem
 */
export function resolveArgoCd(
    { environment = "nonproduction", ...args }: ArgoCdArgs & { readonly environment?: Environment },
    { component = "ArgoCd", role, secrets = {} }: ResolveOptions = {},
): ArgoCdConfig {
    const section = parsedArgs(
        component,
        argocd,
        (parsed, prefix) => [
            ...foreignNamespace(parsed.namespace, role),
            ...argoCdProblems(parsed, prefix),
            ...missingSecrets(argoCdSecretNames(parsed), secrets),
        ],
        {
            ...args,
            namespace: args.namespace ?? role?.namespace,
            identity: role?.identity ?? args.identity,
        },
    );
    return argoCdConfig(section, environment);
}

/** The same for private repositories alone. @throws ConfigError with every problem */
export function resolveRepositories(
    repositories: Readonly<Record<string, RepositoryArgs>>,
    component = "ArgoCdRepositories",
    secrets: Secrets = {},
): Readonly<Record<string, RepositoryConfig>> {
    return parsedArgs(
        component,
        repositoriesSchema,
        (parsed) => [
            ...repositoryProblems(parsed, "repositories"),
            ...missingSecrets(
                Object.values(parsed).flatMap(
                    (repository) => repositorySecretKey(repository) ?? [],
                ),
                secrets,
            ),
        ],
        repositories,
    );
}

/** The same for an App-of-Apps. @throws ConfigError with every problem */
export function resolveAppOfApps(
    args: Omit<AppOfAppsArgs, "kind">,
    component = "ArgoCdAppOfApps",
): AppOfAppsConfig {
    return parsedArgs(component, appOfApps, () => [], { ...args, kind: "appOfApps" });
}

/** The same for an ApplicationSet. @throws ConfigError with every problem */
export function resolveApplicationSet(
    args: Omit<ApplicationSetArgs, "kind">,
    component = "ArgoCdApplicationSet",
): ApplicationSetConfig {
    return parsedArgs(component, applicationSet, () => [], { ...args, kind: "applicationSet" });
}
