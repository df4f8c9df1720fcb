/** Rules between the keys of `harness`, and between it and the rest. */
import { UPGRADER_SECRET_NAME } from "../../lib/harness/release";
import { DEFAULT_POD_SECURITY } from "../../lib/kubernetes/podSecurity";
import { shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import { DEFAULT_AGENT_HTTP_TARGET, type HarnessSection } from "./schema";

export const HARNESS_RULES: readonly Rule[] = [
    oneToken,
    nothingToConfigureElsewhere,
    onlyOwnNamespaces,
    projectsAreInOrganisations,
    upgraderReadsOneSecret,
    applicationsAreMadeInHarness,
];

function oneToken({ harness }: Partial<Sections>): readonly Problem[] {
    if (harness === undefined || harness.install === "existing") {
        return [];
    }
    const { existingSecretName, tokenSecret } = harness;
    if ((existingSecretName === undefined) !== (tokenSecret === undefined)) {
        return [];
    }
    return [
        {
            path: "harness.tokenSecret",
            remedy:
                tokenSecret === undefined
                    ? "missing; name the secret configuration key of the agent's token, or by existingSecretName a Secret that has it."
                    : "the token is in existingSecretName's Secret as well: leave out one of the two.",
        },
    ];
}

/** Keys of an installation that is this program's. */
const INSTALLATION_KEYS: readonly (readonly [
    key: string,
    isSet: (harness: HarnessSection) => boolean,
])[] = [
    ["agentHttpTarget", ({ agentHttpTarget }) => agentHttpTarget !== DEFAULT_AGENT_HTTP_TARGET],
    ["chart", ({ chart }) => chart !== undefined],
    ["existingSecretName", ({ existingSecretName }) => existingSecretName !== undefined],
    ["highAvailability", ({ highAvailability }) => highAvailability !== undefined],
    ["networkPolicy", ({ networkPolicy }) => networkPolicy !== undefined],
    ["podSecurity", ({ podSecurity }) => podSecurity !== DEFAULT_POD_SECURITY],
    ["tokenSecret", ({ tokenSecret }) => tokenSecret !== undefined],
    ["upgrader", ({ upgrader }) => upgrader],
];

/** Of an existing agent nothing is owned, so nothing is configured. */
function nothingToConfigureElsewhere({ harness }: Partial<Sections>): readonly Problem[] {
    return harness?.install === "existing"
        ? INSTALLATION_KEYS.filter(([, isSet]) => isSet(harness)).map(([key]) => ({
              path: `harness.${key}`,
              remedy: "an existing agent is configured where it was installed: leave the key out, or choose install: helm.",
          }))
        : [];
}

/** The namespace is this program's with a managed agent whose token is in the configuration, as HarnessAgent has it. */
function onlyOwnNamespaces({ harness }: Partial<Sections>): readonly Problem[] {
    if (
        harness === undefined ||
        harness.install === "existing" ||
        harness.podSecurity === DEFAULT_POD_SECURITY ||
        (harness.argoCd === "managed" && harness.existingSecretName === undefined)
    ) {
        return [];
    }
    return [
        {
            path: "harness.podSecurity",
            found: shown(harness.podSecurity)!,
            remedy: `must be removed: namespace ${harness.namespace} exists and is not changed by this program. Label it where it is managed: kubectl label namespace ${harness.namespace} pod-security.kubernetes.io/enforce=${harness.podSecurity}.`,
        },
    ];
}

function projectsAreInOrganisations({ harness }: Partial<Sections>): readonly Problem[] {
    return harness?.projectIdentifier !== undefined && harness.orgIdentifier === undefined
        ? [
              {
                  path: "harness.orgIdentifier",
                  remedy: "missing; a project is in an organisation: name it, or leave out projectIdentifier.",
              },
          ]
        : [];
}

/** The chart's CronJob knows no other Secret. */
function upgraderReadsOneSecret({ harness }: Partial<Sections>): readonly Problem[] {
    const name = harness?.existingSecretName;
    return harness?.upgrader === true && name !== undefined && name !== UPGRADER_SECRET_NAME
        ? [
              {
                  path: "harness.existingSecretName",
                  found: shown(name)!,
                  remedy: `the upgrader reads the token from Secret ${UPGRADER_SECRET_NAME} only: name the Secret so, or leave out upgrader.`,
              },
          ]
        : [];
}

/** What an Application of ours would name, a cluster of Argo CD's, is made in Harness and not by this program. */
function applicationsAreMadeInHarness(sections: Partial<Sections>): readonly Problem[] {
    const { engine, guestbook, harness } = sections;
    return engine === "harness" && harness?.argoCd === "managed" && guestbook !== undefined
        ? guestbook.targets.map((key, index) => ({
              path: `guestbook.targets.${index}`,
              found: shown(key)!,
              remedy: "Applications of a managed agent are made in Harness: leave it out and follow docs/harness.md, or choose harness.argoCd: connected.",
          }))
        : [];
}
