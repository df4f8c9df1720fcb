/** Actions on managed policies themselves. https://docs.aws.amazon.com/IAM/latest/APIReference/API_Policy.html */
import { parseArn } from "../policy/arn";
import type { Params, Result, Service } from "../service";
import type { Store } from "../store";
import { awsManagedPolicy } from "./awsManagedPolicies";
import type { IamDeps } from "./deps";
import { deleteConflict, entityAlreadyExists } from "./errors";
import { uniqueId } from "./ids";
import {
    policiesOf,
    policyAt,
    savePolicy,
    usersOf,
    writtenManagedPolicy,
    type ManagedPolicy,
} from "./managedPolicies";
import {
    descriptionOf,
    pathOf,
    policyNameOf,
    readQueryParams,
    tagListOf,
    withoutTags,
    withTags,
} from "./params";

/** The ARN of the policy a request names. */
export function policyResource(params: Params): string {
    return String(params["PolicyArn"]);
}

/** CreatePolicy, GetPolicy, ListPolicies, DeletePolicy, TagPolicy, UntagPolicy. */
export function managedPolicyActions({ store, now }: IamDeps): Service {
    return {
        "iam:CreatePolicy": {
            resource: (params, { account, partition }) =>
                policyArn(
                    partition,
                    account,
                    typeof params["Path"] === "string" ? params["Path"] : "/",
                    String(params["PolicyName"]),
                ),
            run: (params, { account, partition }) => {
                const created = now();
                const policy = readQueryParams(params, (reader): ManagedPolicy => {
                    const name = policyNameOf(reader);
                    const path = pathOf(reader);
                    const description = descriptionOf(reader);
                    const written = writtenManagedPolicy(reader.string("PolicyDocument"));
                    return {
                        account,
                        name,
                        path,
                        arn: policyArn(partition, account, path, name),
                        id: uniqueId("ANPA"),
                        created,
                        ...(description === undefined ? {} : { description }),
                        tags: reader.tagList("Tags"),
                        versions: [{ ...written, id: "v1", created }],
                        defaultVersion: "v1",
                        nextVersion: 2,
                    };
                });
                if (policiesOf(store, account).has(policy.name.toLowerCase())) {
                    throw entityAlreadyExists(
                        `A policy called ${policy.name} already exists. Duplicate names are not allowed.`,
                    );
                }
                savePolicy(store, policy);
                return { Policy: describePolicy(store, policy) };
            },
        },
        "iam:GetPolicy": {
            resource: policyResource,
            run: (params, { account }) => {
                const arn = readQueryParams(params, (reader) => reader.string("PolicyArn"));
                if (awsManagedPolicy(arn) !== undefined) {
                    return { Policy: describeAwsPolicy(arn) };
                }
                return { Policy: describePolicy(store, policyAt(store, account, arn)) };
            },
        },
        "iam:ListPolicies": {
            resource: () => "*",
            run: (params, { account }) => {
                // all of AWS's own would have to be listed otherwise
                readQueryParams(params, (reader) => reader.maybeOneOf("Scope", ["Local"]));
                const policies = [...policiesOf(store, account).values()];
                return {
                    Policies: policies.map((policy) => describePolicy(store, policy)),
                    IsTruncated: false,
                };
            },
        },
        "iam:DeletePolicy": {
            resource: policyResource,
            run: (params, { account }) => {
                const arn = readQueryParams(params, (reader) => reader.string("PolicyArn"));
                const policy = policyAt(store, account, arn);
                const { attachedTo, boundaryOf } = usersOf(store, account, arn);
                if (attachedTo.length + boundaryOf.length > 0) {
                    throw deleteConflict("Cannot delete a policy attached to entities.");
                }
                if (policy.versions.length > 1) {
                    throw deleteConflict(
                        "This policy has more than one version. Before you delete a policy, you must " +
                            "delete the policy's versions. The default version is deleted with the policy.",
                    );
                }
                policiesOf(store, account).delete(policy.name.toLowerCase());
                return {};
            },
        },
        "iam:TagPolicy": {
            resource: policyResource,
            run: (params, { account }) => {
                const { policy, tags } = readQueryParams(params, (reader) => ({
                    policy: policyAt(store, account, reader.string("PolicyArn")),
                    tags: reader.tagList("Tags"),
                }));
                savePolicy(store, { ...policy, tags: withTags(policy.tags, tags) });
                return {};
            },
        },
        "iam:UntagPolicy": {
            resource: policyResource,
            run: (params, { account }) => {
                const { policy, keys } = readQueryParams(params, (reader) => ({
                    policy: policyAt(store, account, reader.string("PolicyArn")),
                    keys: reader.strings("TagKeys"),
                }));
                savePolicy(store, { ...policy, tags: withoutTags(policy.tags, keys) });
                return {};
            },
        },
    };
}

function policyArn(partition: string, account: string, path: string, name: string): string {
    return `arn:${partition}:iam::${account}:policy${path}${name}`;
}

function describePolicy(store: Store, policy: ManagedPolicy): Result {
    const { attachedTo, boundaryOf } = usersOf(store, policy.account, policy.arn);
    return {
        PolicyName: policy.name,
        PolicyId: policy.id,
        Arn: policy.arn,
        Path: policy.path,
        DefaultVersionId: policy.defaultVersion,
        AttachmentCount: attachedTo.length,
        PermissionsBoundaryUsageCount: boundaryOf.length,
        IsAttachable: true,
        ...(policy.description === undefined ? {} : { Description: policy.description }),
        CreateDate: policy.created.toISOString(),
        Tags: tagListOf(policy.tags),
    };
}

function describeAwsPolicy(arn: string): Result {
    const name = (parseArn(arn)?.resource ?? "").replace(/^policy\//, "");
    return {
        PolicyName: name.slice(name.lastIndexOf("/") + 1),
        Arn: arn,
        Path: `/${name.slice(0, name.lastIndexOf("/") + 1)}`,
        DefaultVersionId: "v1",
        IsAttachable: true,
        Tags: [],
    };
}
