/** Actions that attach managed policies to roles. */
import type { Service } from "../service";
import type { IamDeps } from "./deps";
import { limitExceeded, noSuchEntity } from "./errors";
import { documentAt } from "./managedPolicies";
import { readQueryParams, roleNameOf } from "./params";
import { roleResource } from "./roleActions";
import { roleNamed, saveRole } from "./roles";

/** AttachRolePolicy, DetachRolePolicy, ListAttachedRolePolicies. */
export function attachmentActions({ store, quotas }: IamDeps): Service {
    const resource = roleResource(store);
    return {
        "iam:AttachRolePolicy": {
            resource,
            run: (params, { account }) => {
                const { role, arn } = readQueryParams(params, (reader) => ({
                    role: roleNamed(store, account, roleNameOf(reader)),
                    arn: reader.string("PolicyArn"),
                }));
                if (documentAt(store, account, arn) === undefined) {
                    throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
                }
                if (role.attached.includes(arn)) {
                    return {};
                }
                if (role.attached.length >= quotas.attachedPolicies) {
                    throw limitExceeded(
                        `Cannot exceed quota for PoliciesPerRole: ${quotas.attachedPolicies}`,
                    );
                }
                saveRole(store, { ...role, attached: [...role.attached, arn] });
                return {};
            },
        },
        "iam:DetachRolePolicy": {
            resource,
            run: (params, { account }) => {
                const { role, arn } = readQueryParams(params, (reader) => ({
                    role: roleNamed(store, account, roleNameOf(reader)),
                    arn: reader.string("PolicyArn"),
                }));
                if (!role.attached.includes(arn)) {
                    throw noSuchEntity(`Policy ${arn} was not found.`);
                }
                saveRole(store, {
                    ...role,
                    attached: role.attached.filter((attached) => attached !== arn),
                });
                return {};
            },
        },
        "iam:ListAttachedRolePolicies": {
            resource,
            run: (params, { account }) => {
                const { role, prefix } = readQueryParams(params, (reader) => ({
                    role: roleNamed(store, account, roleNameOf(reader)),
                    prefix: reader.maybeString("PathPrefix") ?? "/",
                }));
                const listed = role.attached.filter((arn) => pathOfPolicy(arn).startsWith(prefix));
                return {
                    AttachedPolicies: listed.map((arn) => ({
                        PolicyName: arn.slice(arn.lastIndexOf("/") + 1),
                        PolicyArn: arn,
                    })),
                    IsTruncated: false,
                };
            },
        },
    };
}

/** `/service-role/` of `arn:aws:iam::aws:policy/service-role/Name`. */
function pathOfPolicy(arn: string): string {
    return /:policy(\/.*\/|\/)[^/]*$/.exec(arn)?.[1] ?? "/";
}
