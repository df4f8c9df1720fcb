/** Rules of `argocd.repositories`, and between them and the bootstrap. */
import { shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import type { RepositorySection } from "./repositoriesSchema";

export const REPOSITORY_RULES: readonly Rule[] = [
    oneCredential,
    addressFitsCredential,
    distinctAddresses,
    bootstrapMayUseItsRepository,
];

const CREDENTIALS = ["https", "ssh", "githubApp"] as const;

function credentialsOf(repository: RepositorySection): readonly string[] {
    return CREDENTIALS.filter((kind) => repository[kind] !== undefined);
}

function repositoriesOf(
    sections: Partial<Sections>,
): readonly (readonly [path: string, repository: RepositorySection])[] {
    return Object.entries(sections.argocd?.repositories ?? {}).map(
        ([key, repository]) => [`argocd.repositories.${key}`, repository] as const,
    );
}

function oneCredential(sections: Partial<Sections>): readonly Problem[] {
    return repositoriesOf(sections).flatMap(([path, repository]) => {
        const given = credentialsOf(repository);
        return given.length === 1
            ? []
            : [
                  {
                      path,
                      remedy: `allowed: exactly one of ${CREDENTIALS.join(", ")}; ${given.length === 0 ? "a public repository needs no entry" : `this has ${given.join(" and ")}`}.`,
                  },
              ];
    });
}

function addressFitsCredential(sections: Partial<Sections>): readonly Problem[] {
    return repositoriesOf(sections).flatMap(([path, { url, type, ssh }]) => {
        const isHttps = url.startsWith("https://");
        if (ssh !== undefined && (isHttps || type === "helm")) {
            return [
                {
                    path: `${path}.url`,
                    found: shown(url)!,
                    remedy: 'with ssh a git repository\'s "git@host:path" or "ssh://git@host/path" is needed.',
                },
            ];
        }
        return ssh === undefined && !isHttps
            ? [
                  {
                      path: `${path}.url`,
                      found: shown(url)!,
                      remedy: 'an "https://" address is needed, or the credential ssh.',
                  },
              ]
            : [];
    });
}

/** Argo CD takes any of the Secrets that fit, so one of them would be used by chance. */
function distinctAddresses(sections: Partial<Sections>): readonly Problem[] {
    const seen = new Map<string, string>();
    return repositoriesOf(sections).flatMap(([path, { url, project = "" }]) => {
        const identity = `${url} ${project}`;
        const first = seen.get(identity);
        seen.set(identity, first ?? path);
        return first === undefined
            ? []
            : [
                  {
                      path: `${path}.url`,
                      found: shown(url)!,
                      remedy: `${first} has the same address for the same projects; leave one of them out.`,
                  },
              ];
    });
}

function bootstrapMayUseItsRepository(sections: Partial<Sections>): readonly Problem[] {
    const repoUrl = sections.argocd?.bootstrap?.repoUrl;
    const own = repositoriesOf(sections).filter(([, { url }]) => url === repoUrl);
    return own.some(([, { project }]) => project === undefined)
        ? []
        : own.map(([path, { project }]) => ({
              path: `${path}.project`,
              found: shown(project)!,
              remedy: "argocd.bootstrap reads this repository for every project: leave the key out.",
          }));
}
