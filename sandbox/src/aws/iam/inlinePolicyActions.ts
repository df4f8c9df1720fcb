/** Actions on policies written into a role. */
import { parseIdentityPolicy, policySize } from "../policy/parse";
import type { Service } from "../service";
import type { IamDeps } from "./deps";
import { limitExceeded, noSuchEntity } from "./errors";
import { policyNameOf, readQueryParams, roleNameOf } from "./params";
import { roleResource } from "./roleActions";
import { roleNamed, saveRole, type Role, type WrittenPolicy } from "./roles";

/** Non-whitespace characters of a role's inline policies together: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const INLINE_SIZE = 10240;

/** PutRolePolicy, GetRolePolicy, ListRolePolicies, DeleteRolePolicy. */
export function inlinePolicyActions({ store }: IamDeps): Service {
    const resource = roleResource(store);
    return {
        "iam:PutRolePolicy": {
            resource,
            run: (params, { account }) => {
                const { role, name, text } = readQueryParams(params, (reader) => ({
                    role: roleNamed(store, account, roleNameOf(reader)),
                    name: policyNameOf(reader),
                    text: reader.string("PolicyDocument"),
                }));
                const inline = new Map(role.inline);
                inline.set(name, { text, document: parseIdentityPolicy(text) });
                const size = [...inline.values()].reduce(
                    (sum, policy) => sum + policySize(policy.text),
                    0,
                );
                if (size > INLINE_SIZE) {
                    throw limitExceeded(
                        `Maximum policy size of ${INLINE_SIZE} bytes exceeded for role ${role.name}`,
                    );
                }
                saveRole(store, { ...role, inline });
                return {};
            },
        },
        "iam:GetRolePolicy": {
            resource,
            run: (params, { account }) => {
                const { role, name } = readQueryParams(params, (reader) => ({
                    role: roleNamed(store, account, roleNameOf(reader)),
                    name: policyNameOf(reader),
                }));
                const { text } = inlinePolicy(role, name);
                return { RoleName: role.name, PolicyName: name, PolicyDocument: text };
            },
        },
        "iam:ListRolePolicies": {
            resource,
            run: (params, { account }) => {
                const role = roleNamed(store, account, readQueryParams(params, roleNameOf));
                return { PolicyNames: [...role.inline.keys()], IsTruncated: false };
            },
        },
        "iam:DeleteRolePolicy": {
            resource,
            run: (params, { account }) => {
                const { role, name } = readQueryParams(params, (reader) => ({
                    role: roleNamed(store, account, roleNameOf(reader)),
                    name: policyNameOf(reader),
                }));
                inlinePolicy(role, name);
                const inline = new Map([...role.inline].filter(([other]) => other !== name));
                saveRole(store, { ...role, inline });
                return {};
            },
        },
    };
}

function inlinePolicy(role: Role, name: string): WrittenPolicy {
    const policy = role.inline.get(name);
    if (policy === undefined) {
        throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
    }
    return policy;
}
