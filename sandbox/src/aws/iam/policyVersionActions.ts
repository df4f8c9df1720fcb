/** Actions on the versions of managed policies. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html */
import type { Result, Service } from "../service";
import { awsManagedPolicy, awsManagedPolicyText } from "./awsManagedPolicies";
import type { IamDeps } from "./deps";
import { deleteConflict, limitExceeded, noSuchEntity } from "./errors";
import {
    policyAt,
    savePolicy,
    writtenManagedPolicy,
    type ManagedPolicy,
    type PolicyVersion,
} from "./managedPolicies";
import { policyResource } from "./managedPolicyActions";
import { readQueryParams } from "./params";

/** CreatePolicyVersion, GetPolicyVersion, ListPolicyVersions, SetDefaultPolicyVersion, DeletePolicyVersion. */
export function policyVersionActions({ store, now }: IamDeps): Service {
    return {
        "iam:CreatePolicyVersion": {
            resource: policyResource,
            run: (params, { account }) => {
                const { policy, written, setAsDefault } = readQueryParams(params, (reader) => ({
                    policy: policyAt(store, account, reader.string("PolicyArn")),
                    written: writtenManagedPolicy(reader.string("PolicyDocument")),
                    setAsDefault: reader.maybeBoolean("SetAsDefault") ?? false,
                }));
                if (policy.versions.length >= 5) {
                    throw limitExceeded(
                        "A managed policy can have up to 5 versions. Before you create a new version, " +
                            "you must delete an existing version.",
                    );
                }
                const version = { ...written, id: `v${policy.nextVersion}`, created: now() };
                const updated = {
                    ...policy,
                    versions: [...policy.versions, version],
                    nextVersion: policy.nextVersion + 1,
                    defaultVersion: setAsDefault ? version.id : policy.defaultVersion,
                };
                savePolicy(store, updated);
                return { PolicyVersion: describeVersion(updated, version) };
            },
        },
        "iam:GetPolicyVersion": {
            resource: policyResource,
            run: (params, { account }) => {
                const { arn, id } = readQueryParams(params, (reader) => ({
                    arn: reader.string("PolicyArn"),
                    id: reader.string("VersionId"),
                }));
                if (awsManagedPolicy(arn) !== undefined && id === "v1") {
                    const Document = awsManagedPolicyText(arn);
                    return { PolicyVersion: { VersionId: id, IsDefaultVersion: true, Document } };
                }
                const policy = policyAt(store, account, arn);
                const version = versionAt(policy, id);
                return {
                    PolicyVersion: { ...describeVersion(policy, version), Document: version.text },
                };
            },
        },
        "iam:ListPolicyVersions": {
            resource: policyResource,
            run: (params, { account }) => {
                const arn = readQueryParams(params, (reader) => reader.string("PolicyArn"));
                const policy = policyAt(store, account, arn);
                return {
                    Versions: policy.versions.map((version) => describeVersion(policy, version)),
                    IsTruncated: false,
                };
            },
        },
        "iam:SetDefaultPolicyVersion": {
            resource: policyResource,
            run: (params, { account }) => {
                const { policy, id } = readQueryParams(params, (reader) => ({
                    policy: policyAt(store, account, reader.string("PolicyArn")),
                    id: reader.string("VersionId"),
                }));
                savePolicy(store, { ...policy, defaultVersion: versionAt(policy, id).id });
                return {};
            },
        },
        "iam:DeletePolicyVersion": {
            resource: policyResource,
            run: (params, { account }) => {
                const { policy, id } = readQueryParams(params, (reader) => ({
                    policy: policyAt(store, account, reader.string("PolicyArn")),
                    id: reader.string("VersionId"),
                }));
                if (versionAt(policy, id).id === policy.defaultVersion) {
                    throw deleteConflict("Cannot delete the default version of a policy.");
                }
                const versions = policy.versions.filter((version) => version.id !== id);
                savePolicy(store, { ...policy, versions });
                return {};
            },
        },
    };
}

function versionAt(policy: ManagedPolicy, id: string): PolicyVersion {
    const version = policy.versions.find((candidate) => candidate.id === id);
    if (version === undefined) {
        throw noSuchEntity(
            `Policy ${policy.arn} version ${id} does not exist or is not attachable.`,
        );
    }
    return version;
}

function describeVersion(
    { defaultVersion }: ManagedPolicy,
    { id, created }: PolicyVersion,
): Result {
    return {
        VersionId: id,
        IsDefaultVersion: id === defaultVersion,
        CreateDate: created.toISOString(),
    };
}
