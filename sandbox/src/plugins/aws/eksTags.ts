/** Tags of EKS resources, which one pair of actions changes by ARN. */
import type { ResourceType } from "../provider/resource";
import { requiredText } from "../provider/values";

/** Changes tags of the resource whose ARN is in this property of its state. */
export function retagEks(arnProperty: string): NonNullable<ResourceType["retag"]> {
    return async (api, { state }, { put, remove }) => {
        const resourceArn = requiredText(state, arnProperty);
        if (remove.length > 0) {
            await api.call("eks:UntagResource", { resourceArn, tagKeys: remove });
        }
        if (Object.keys(put).length > 0) {
            await api.call("eks:TagResource", { resourceArn, tags: put });
        }
    };
}
