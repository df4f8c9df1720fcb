/** Rules between add-ons, nodes, Kubernetes versions and the agent's identity. */
import { shown, type Problem } from "../../lib/problems";
import type { Rule } from "../rule";
import type { Sections } from "../schema";
import { ADDON_NAMES } from "../../lib/cluster/addonNames";
import { addonNames, addonPlan, unversionedAddons, type AddonPlan } from "./addonsParse";
import { createdClusters } from "./sections";
import { POD_IDENTITY_AGENT, strategyProblems } from "./strategyTable";
import { KUBERNETES_VERSIONS } from "./versions";

export const ADDONS_RULES: readonly Rule[] = [strategies, volumesNeedTheirRole, versionsKnown];

function plans(sections: Partial<Sections>): readonly (readonly [string, AddonPlan])[] {
    return createdClusters(sections).map(([path, cluster]) => [
        path,
        addonPlan(cluster, path === "management", sections),
    ]);
}

/** The table of what goes together. An explanation stands at the add-on that it names, or at the strategy. */
function strategies(sections: Partial<Sections>): readonly Problem[] {
    return plans(sections).flatMap(([path, plan]) => {
        const isHub = path === "management";
        const problems = strategyProblems({
            strategy: plan.strategy,
            identity: plan.identity ?? "irsa",
            addons: addonNames(plan),
            isHub,
        });
        return problems.map((remedy): Problem => {
            const addon = ADDON_NAMES.find((name) => remedy.includes(name));
            return addon === undefined
                ? { path: `${path}.nodes.strategy`, found: shown(plan.strategy)!, remedy }
                : {
                      path: `${path}.addons.${addon}`,
                      ...(plan.addons[addon] === undefined
                          ? {}
                          : { found: shown(plan.addons[addon])! }),
                      remedy,
                  };
        });
    });
}

function volumesNeedTheirRole(sections: Partial<Sections>): readonly Problem[] {
    return plans(sections)
        .filter(
            ([, plan]) =>
                plan.strategy === "managed" &&
                addonNames(plan).includes("aws-ebs-csi-driver") &&
                plan.addons[POD_IDENTITY_AGENT] === false,
        )
        .map(([path]) => ({
            path: `${path}.addons.${POD_IDENTITY_AGENT}`,
            found: "false",
            remedy: "aws-ebs-csi-driver gets its role by EKS Pod Identity, whose agent this is: leave the key out.",
        }));
}

function versionsKnown(sections: Partial<Sections>): readonly Problem[] {
    return plans(sections).flatMap(([path, plan]) =>
        unversionedAddons(plan).map((addon) => ({
            path: `${path}.addons.${addon}.version`,
            remedy: `missing; Kubernetes ${plan.kubernetesVersion} is newer than this program, which knows the add-ons of ${KUBERNETES_VERSIONS.join(", ")}: name the version that \`aws eks describe-addon-versions --addon-name ${addon} --kubernetes-version ${plan.kubernetesVersion}\` lists.`,
        })),
    );
}
