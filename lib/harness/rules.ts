/** Rules between the keys of the agent's configuration, the same in the stack file and in code. */
import { DEFAULT_POD_SECURITY } from "../kubernetes/podSecurity";
import { shown, type Problem } from "../problems";
import { UPGRADER_SECRET_NAME } from "./release";
import { DEFAULT_AGENT_HTTP_TARGET } from "./schema";
import type { HarnessSection } from "./types";
import { ownsNamespace } from "./workloads";

/** @param prefix of every path: `harness.` in a stack file, empty in code */
export function harnessProblems(harness: HarnessSection, prefix: string): readonly Problem[] {
    return [
        requireOneToken,
        refuseSettingsOfExisting,
        refuseForeignNamespace,
        requireOrganization,
        requireUpgradersSecret,
    ].flatMap((rule) => rule(harness, prefix));
}

function requireOneToken(harness: HarnessSection, prefix: string): readonly Problem[] {
    const { existingSecretName, install, tokenSecret } = harness;
    if (
        install === "existing" ||
        (existingSecretName === undefined) !== (tokenSecret === undefined)
    ) {
        return [];
    }
    return [
        {
            path: `${prefix}tokenSecret`,
            remedy:
                tokenSecret === undefined
                    ? "missing; name the secret configuration key of the agent's token, or by existingSecretName a Secret that has it."
                    : "the token is in existingSecretName's Secret as well: leave out one of the two.",
        },
    ];
}

/** Keys that configure an installation of this program's own. */
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

function refuseSettingsOfExisting(harness: HarnessSection, prefix: string): readonly Problem[] {
    return harness.install === "existing"
        ? INSTALLATION_KEYS.filter(([, isSet]) => isSet(harness)).map(([key]) => ({
              path: `${prefix}${key}`,
              remedy: "an existing agent is configured where it was installed: leave the key out, or choose install: helm.",
          }))
        : [];
}

/** Labels are set on a namespace that this program creates only. */
function refuseForeignNamespace(harness: HarnessSection, prefix: string): readonly Problem[] {
    const { install, namespace, podSecurity } = harness;
    if (install === "existing" || podSecurity === DEFAULT_POD_SECURITY || ownsNamespace(harness)) {
        return [];
    }
    return [
        {
            path: `${prefix}podSecurity`,
            found: shown(podSecurity)!,
            remedy: `must be removed: namespace ${namespace} exists and is not changed by this program. Label it where it is managed: kubectl label namespace ${namespace} pod-security.kubernetes.io/enforce=${podSecurity}.`,
        },
    ];
}

function requireOrganization(
    { orgIdentifier, projectIdentifier }: HarnessSection,
    prefix: string,
): readonly Problem[] {
    return projectIdentifier !== undefined && orgIdentifier === undefined
        ? [
              {
                  path: `${prefix}orgIdentifier`,
                  remedy: "missing; a project is in an organization: name it, or leave out projectIdentifier.",
              },
          ]
        : [];
}

/** The chart's CronJob reads no other Secret. */
function requireUpgradersSecret(
    { existingSecretName: name, upgrader }: HarnessSection,
    prefix: string,
): readonly Problem[] {
    return upgrader && name !== undefined && name !== UPGRADER_SECRET_NAME
        ? [
              {
                  path: `${prefix}existingSecretName`,
                  found: shown(name)!,
                  remedy: `the upgrader reads the token from Secret ${UPGRADER_SECRET_NAME} only: name the Secret so, or leave out upgrader.`,
              },
          ]
        : [];
}
