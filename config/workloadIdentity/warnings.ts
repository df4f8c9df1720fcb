/** What a workload identity does that works, and that its author may not have meant. */
import type { Sections } from "../schema";
import { accountsOf } from "./sections";

/** IAM's quota where it was not raised. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MANAGED_POLICIES_PER_ROLE = 10;

export const WORKLOAD_IDENTITY_WARNINGS: readonly ((sections: Sections) => readonly string[])[] = [
    withoutPolicies,
    administrators,
    overTheQuota,
];

function withoutPolicies(sections: Sections): readonly string[] {
    return accountsOf(sections)
        .filter(
            ({ account }) =>
                account.managedPolicies.length === 0 &&
                account.managedPolicyArns.length === 0 &&
                account.inlinePolicy === undefined,
        )
        .map(
            ({ path }) =>
                `${path}: no policy is named; pods get a session there that may do nothing.`,
        );
}

function administrators(sections: Sections): readonly string[] {
    return accountsOf(sections)
        .filter(({ account }) =>
            [...account.managedPolicies, ...account.managedPolicyArns].some((policy) =>
                /(^|:aws:policy\/)AdministratorAccess$/.test(policy),
            ),
        )
        .map(
            ({ path, identity }) =>
                `${path}: AdministratorAccess makes whoever may start pods in namespace ${identity.namespace.name} administrator of the account; name the policies that the work needs, or a permissionsBoundary.`,
        );
}

function overTheQuota(sections: Sections): readonly string[] {
    return accountsOf(sections).flatMap(({ path, account }) => {
        const count = account.managedPolicies.length + account.managedPolicyArns.length;
        return count <= MANAGED_POLICIES_PER_ROLE
            ? []
            : [
                  `${path}: ${count} managed policies are more than the ${MANAGED_POLICIES_PER_ROLE} that a role takes where the account's quota was not raised.`,
              ];
    });
}
