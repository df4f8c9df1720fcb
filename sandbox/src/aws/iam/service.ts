/** The IAM API. */
import { checked } from "../checks";
import type { Service } from "../service";
import { attachmentActions } from "./attachmentActions";
import { iamChecks } from "./checks";
import type { IamDeps } from "./deps";
import { inlinePolicyActions } from "./inlinePolicyActions";
import { managedPolicyActions } from "./managedPolicyActions";
import { oidcProviderActions } from "./oidcProviderActions";
import { policyVersionActions } from "./policyVersionActions";
import { roleActions } from "./roleActions";
import { roleDetailActions } from "./roleDetailActions";

/** All of IAM that the sandbox has; any other action is an error. */
export function iamService(deps: IamDeps): Service {
    return checked(
        {
            ...roleActions(deps),
            ...roleDetailActions(deps),
            ...inlinePolicyActions(deps),
            ...attachmentActions(deps),
            ...managedPolicyActions(deps),
            ...policyVersionActions(deps),
            ...oidcProviderActions(deps),
        },
        iamChecks(deps.store),
    );
}
