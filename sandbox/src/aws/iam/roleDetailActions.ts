/** Actions on a role's tags and permissions boundary. */
import type { Service } from "../service";
import type { IamDeps } from "./deps";
import { noSuchEntity } from "./errors";
import { readQueryParams, roleNameOf, tagListOf, withoutTags, withTags } from "./params";
import { checkedBoundary, roleResource } from "./roleActions";
import { roleNamed, saveRole } from "./roles";

/** TagRole, UntagRole, ListRoleTags, PutRolePermissionsBoundary, DeleteRolePermissionsBoundary. */
export function roleDetailActions({ store }: IamDeps): Service {
    const resource = roleResource(store);
    return {
        "iam:TagRole": {
            resource,
            run: (params, { account }) => {
                const { name, tags } = readQueryParams(params, (reader) => ({
                    name: roleNameOf(reader),
                    tags: reader.tagList("Tags"),
                }));
                const role = roleNamed(store, account, name);
                saveRole(store, { ...role, tags: withTags(role.tags, tags) });
                return {};
            },
        },
        "iam:UntagRole": {
            resource,
            run: (params, { account }) => {
                const { name, keys } = readQueryParams(params, (reader) => ({
                    name: roleNameOf(reader),
                    keys: reader.strings("TagKeys"),
                }));
                const role = roleNamed(store, account, name);
                saveRole(store, { ...role, tags: withoutTags(role.tags, keys) });
                return {};
            },
        },
        "iam:ListRoleTags": {
            resource,
            run: (params, { account }) => {
                const role = roleNamed(store, account, readQueryParams(params, roleNameOf));
                return { Tags: tagListOf(role.tags), IsTruncated: false };
            },
        },
        "iam:PutRolePermissionsBoundary": {
            resource,
            run: (params, { account }) => {
                const { name, arn } = readQueryParams(params, (reader) => ({
                    name: roleNameOf(reader),
                    arn: reader.string("PermissionsBoundary"),
                }));
                const role = roleNamed(store, account, name);
                saveRole(store, { ...role, boundary: checkedBoundary(store, account, arn) });
                return {};
            },
        },
        "iam:DeleteRolePermissionsBoundary": {
            resource,
            run: (params, { account }) => {
                const role = roleNamed(store, account, readQueryParams(params, roleNameOf));
                const { boundary, ...rest } = role;
                if (boundary === undefined) {
                    throw noSuchEntity(`Role ${role.name} does not have a permissions boundary.`);
                }
                saveRole(store, rest);
                return {};
            },
        },
    };
}
