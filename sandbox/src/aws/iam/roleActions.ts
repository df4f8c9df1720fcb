/** Actions on roles themselves. https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html */
import {
    readQueryParams,
    roleNameOf,
    pathOf,
    descriptionOf,
    maxSessionDurationOf,
    tagListOf,
} from "./params";
import type { Params, RequestContext, Result, Service } from "../service";
import type { Store } from "../store";
import type { IamDeps } from "./deps";
import { deleteConflict, entityAlreadyExists, noSuchEntity } from "./errors";
import { uniqueId } from "./ids";
import { documentAt } from "./managedPolicies";
import { roleArn, roleNamed, rolesOf, saveRole, type Role } from "./roles";
import { bindTrust, shownTrust } from "./trust";

/** ARN of the role a request names: the existing one's, or what it would be without a path. */
export function roleResource(store: Store) {
    return (params: Params, { account, partition }: RequestContext): string => {
        const name = String(params["RoleName"]);
        const role = rolesOf(store, account).get(name.toLowerCase());
        return role?.arn ?? roleArn(partition, account, "/", name);
    };
}

/** A role as the API answers it. Its trust is plain JSON, where IAM's is URL-encoded: SDKs and CLI decode it. */
export function describeRole(store: Store, role: Role): Result {
    return {
        Path: role.path,
        RoleName: role.name,
        RoleId: role.id,
        Arn: role.arn,
        CreateDate: role.created.toISOString(),
        AssumeRolePolicyDocument: shownTrust(store, role.trust),
        ...(role.description === undefined ? {} : { Description: role.description }),
        MaxSessionDuration: role.maxSessionDuration,
        ...(role.boundary === undefined
            ? {}
            : {
                  PermissionsBoundary: {
                      PermissionsBoundaryType: "Policy",
                      PermissionsBoundaryArn: role.boundary,
                  },
              }),
        Tags: tagListOf(role.tags),
    };
}

/**
 * The ARN of a policy that can be a boundary.
 * @throws AwsError NoSuchEntity
 */
export function checkedBoundary(store: Store, account: string, arn: string): string {
    if (documentAt(store, account, arn) === undefined) {
        throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
    }
    return arn;
}

/** CreateRole, GetRole, ListRoles, UpdateRole, UpdateAssumeRolePolicy, DeleteRole. */
export function roleActions({ store, quotas, now, onRolesChanged }: IamDeps): Service {
    const resource = roleResource(store);
    return {
        "iam:CreateRole": {
            resource: (params, { account, partition }) =>
                roleArn(
                    partition,
                    account,
                    typeof params["Path"] === "string" ? params["Path"] : "/",
                    String(params["RoleName"]),
                ),
            run: async (params, { account, partition }) => {
                const role = readQueryParams(params, (reader): Role => {
                    const name = roleNameOf(reader);
                    const path = pathOf(reader);
                    const description = descriptionOf(reader);
                    const boundary = reader.maybeString("PermissionsBoundary");
                    const text = reader.string("AssumeRolePolicyDocument");
                    return {
                        account,
                        partition,
                        name,
                        path,
                        arn: roleArn(partition, account, path, name),
                        id: uniqueId("AROA"),
                        created: now(),
                        ...(description === undefined ? {} : { description }),
                        maxSessionDuration: maxSessionDurationOf(reader) ?? 3600,
                        trust: bindTrust(store, partition, text, quotas),
                        tags: reader.tagList("Tags"),
                        ...(boundary === undefined
                            ? {}
                            : { boundary: checkedBoundary(store, account, boundary) }),
                        inline: new Map(),
                        attached: [],
                    };
                });
                if (rolesOf(store, account).has(role.name.toLowerCase())) {
                    throw entityAlreadyExists(`Role with name ${role.name} already exists.`);
                }
                saveRole(store, role);
                try {
                    await onRolesChanged(role.arn);
                } catch (error) {
                    rolesOf(store, account).delete(role.name.toLowerCase());
                    throw error;
                }
                return { Role: describeRole(store, role) };
            },
        },
        "iam:GetRole": {
            resource,
            run: (params, { account }) => {
                const role = roleNamed(store, account, readQueryParams(params, roleNameOf));
                return { Role: describeRole(store, role) };
            },
        },
        "iam:ListRoles": {
            resource: () => "*",
            run: (params, { account }) => {
                readQueryParams(params, () => undefined);
                const roles = [...rolesOf(store, account).values()];
                return { Roles: roles.map((role) => describeRole(store, role)) };
            },
        },
        "iam:UpdateRole": {
            resource,
            run: (params, { account }) => {
                const [name, changes] = readQueryParams(params, (reader) => {
                    const description = descriptionOf(reader);
                    const maxSessionDuration = maxSessionDurationOf(reader);
                    return [
                        roleNameOf(reader),
                        {
                            ...(description === undefined ? {} : { description }),
                            ...(maxSessionDuration === undefined ? {} : { maxSessionDuration }),
                        },
                    ];
                });
                saveRole(store, { ...roleNamed(store, account, name), ...changes });
                return {};
            },
        },
        "iam:UpdateAssumeRolePolicy": {
            resource,
            run: (params, { account }) => {
                const { name, text } = readQueryParams(params, (reader) => ({
                    name: roleNameOf(reader),
                    text: reader.string("PolicyDocument"),
                }));
                const role = roleNamed(store, account, name);
                saveRole(store, { ...role, trust: bindTrust(store, role.partition, text, quotas) });
                return {};
            },
        },
        "iam:DeleteRole": {
            resource,
            run: async (params, { account }) => {
                const role = roleNamed(store, account, readQueryParams(params, roleNameOf));
                if (role.attached.length > 0) {
                    throw deleteConflict("Cannot delete entity, must detach all policies first.");
                }
                if (role.inline.size > 0) {
                    throw deleteConflict("Cannot delete entity, must delete policies first.");
                }
                rolesOf(store, account).delete(role.name.toLowerCase());
                try {
                    await onRolesChanged(role.arn);
                } catch (error) {
                    saveRole(store, role);
                    throw error;
                }
                return {};
            },
        },
    };
}
