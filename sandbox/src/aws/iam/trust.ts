/**
 * Trust policies as IAM keeps them. IAM replaces a role's ARN by the role's unique id when the policy is written, so
 * that a role created again under the same name is another principal:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 */
import { accountExists } from "../accounts";
import { parseArn } from "../policy/arn";
import type { PolicyPrincipal } from "../policy/document";
import { objectOf, stringsOf } from "../policy/json";
import { malformed } from "../policy/malformed";
import { parseTrustPolicy, policySize } from "../policy/parse";
import type { Store } from "../store";
import { limitExceeded } from "./errors";
import type { IamQuotas } from "./quotas";
import { findRole, findRoleById, rolesOf, type Trust } from "./roles";
import { isServicePrincipal } from "./servicePrincipals";

/**
 * Reads a trust policy for a role in a partition and binds it to the roles that exist now.
 * @throws AwsError MalformedPolicyDocument, LimitExceeded
 */
export function bindTrust(store: Store, partition: string, text: string, quotas: IamQuotas): Trust {
    if (policySize(text) > quotas.trustPolicySize) {
        throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${quotas.trustPolicySize}`);
    }
    const parsed = parseTrustPolicy(text);
    const bindings = new Map<string, string>();
    const statements = parsed.statements.map((statement) => ({
        ...statement,
        principals: (statement.principals ?? []).map((principal) => {
            const value = boundValue(store, partition, principal);
            if (value !== principal.value) {
                bindings.set(principal.value, value);
            }
            return { ...principal, value };
        }),
    }));
    return { text, document: { ...parsed, statements }, bindings };
}

/** The policy as IAM shows it: the ARN of a deleted role is shown as the unique id it was bound to. */
export function shownTrust(store: Store, { text, bindings }: Trust): string {
    const dead = [...bindings].filter(([, id]) => findRoleById(store, id) === undefined);
    if (dead.length === 0) {
        return text;
    }
    const ids = new Map(dead);
    return JSON.stringify(JSON.parse(text), (key, value: unknown) =>
        key === "Principal" ? withIds(value, ids) : value,
    );
}

/** A `Principal` element with unique ids for some of the ARNs under `AWS`. */
function withIds(element: unknown, ids: ReadonlyMap<string, string>): unknown {
    if (element === "*") {
        return element;
    }
    const { AWS: principals, ...others } = objectOf(element);
    if (principals === undefined) {
        return element;
    }
    const shown = (value: string): string => ids.get(value) ?? value;
    const AWS =
        typeof principals === "string" ? shown(principals) : stringsOf(principals).map(shown);
    return { ...others, AWS };
}

function boundValue(store: Store, partition: string, principal: PolicyPrincipal): string {
    const { type, value } = principal;
    switch (type) {
        case "AWS":
            return boundAwsPrincipal(store, partition, value);
        case "Federated":
            checkProvider(partition, value);
            return value;
        case "Service":
            if (!isServicePrincipal(value)) {
                throw invalidPrincipal("SERVICE", value);
            }
            return value;
    }
}

function boundAwsPrincipal(store: Store, partition: string, value: string): string {
    if (value === "*") {
        return value;
    }
    const arn = parseArn(value);
    const account = arn === undefined ? value : arn.account;
    const isAccount = arn === undefined || (arn.service === "iam" && arn.resource === "root");
    const known = accountExists(store, account) && (arn?.partition ?? partition) === partition;
    if (isAccount && known) {
        return value;
    }
    // an id without a living role, as a dead trust shows it, is refused like any stranger
    const id = findRole(store, value)?.id ?? findRoleById(store, value)?.id;
    if (id !== undefined && (arn?.partition ?? partition) === partition) {
        return id;
    }
    const role = /^assumed-role\/([^/]+)\/[^/]+$/.exec(arn?.resource ?? "")?.[1] ?? "";
    if (known && arn?.service === "sts" && rolesOf(store, account).has(role.toLowerCase())) {
        return value;
    }
    throw invalidPrincipal("AWS", value);
}

/**
 * IAM looks at the form of a provider's ARN only: neither whether it exists nor whose it is. Such a trust is stored, and dead.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html;
 * terraform-aws-modules/terraform-aws-eks#2594 (wrong partition), mozilla-iam/mozilla-aws-cli#218 (wrong account)
 */
function checkProvider(partition: string, value: string): void {
    const arn = parseArn(value);
    const valid =
        arn?.service === "iam" &&
        arn.partition === partition &&
        /^\d{12}$/.test(arn.account) &&
        /^oidc-provider\/[^/:]+(\/.*)?$/.test(arn.resource);
    if (!valid) {
        throw malformed("Federated principals must be valid domain names or SAML metadata ARNs");
    }
}

function invalidPrincipal(type: string, value: string): Error {
    return malformed(`Invalid principal in policy: "${type}":"${value}"`);
}
