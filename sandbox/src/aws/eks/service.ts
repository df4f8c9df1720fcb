/** EKS: clusters with what belongs to them. */
import { checked } from "../checks";
import type { Service } from "../service";
import { accessEntryActions } from "./accessEntries";
import { accessPolicyActions } from "./accessPolicies";
import { addonActions } from "./addons";
import { eksChecks } from "./checks";
import { clusterActions } from "./clusterActions";
import { createClusterActions } from "./createCluster";
import { Eks } from "./eks";
import type { EksDeps } from "./eks";
import { fargateProfileActions } from "./fargateProfiles";
import { nodegroupActions } from "./nodegroups";
import { podIdentityActions } from "./podIdentity";
import { tagActions } from "./tags";
import { updateClusterActions } from "./updateCluster";
import { updateNodegroupActions } from "./updateNodegroup";

/** EKS's actions. Parameters and results are named as in its API reference. */
export function eksService(deps: EksDeps): Service {
    const eks = new Eks(deps);
    return checked(
        {
            ...accessEntryActions(eks),
            ...accessPolicyActions(eks),
            ...addonActions(eks),
            ...clusterActions(eks),
            ...createClusterActions(eks),
            ...fargateProfileActions(eks),
            ...nodegroupActions(eks),
            ...podIdentityActions(eks),
            ...tagActions(eks),
            ...updateClusterActions(eks),
            ...updateNodegroupActions(eks),
        },
        eksChecks,
    );
}
