/** Tags of EC2 resources, which one pair of actions changes by id. */
import type { ResourceType } from "../provider/resource";
import type { Tags } from "../provider/tags";
import { textMapOf, type Properties } from "../provider/values";
import { tagList } from "./answers";

/** Changes tags of the resource with this id. */
export const retagEc2: NonNullable<ResourceType["retag"]> = async (
    api,
    { id },
    { put, remove },
) => {
    if (remove.length > 0) {
        await api.call("ec2:DeleteTags", {
            Resources: [id],
            Tags: remove.map((Key) => ({ Key })),
        });
    }
    if (Object.keys(put).length > 0) {
        await api.call("ec2:CreateTags", { Resources: [id], Tags: tagList(put) });
    }
};

/** Tags as a Create action takes them; undefined without tags, since EC2 rejects an empty list. */
export function tagSpecifications(
    inputs: Properties,
    ResourceType: string,
): { readonly TagSpecifications?: readonly Properties[] } {
    const tags: Tags = textMapOf(inputs, "tagsAll");
    return Object.keys(tags).length === 0
        ? {}
        : { TagSpecifications: [{ ResourceType, Tags: tagList(tags) }] };
}
