import * as aws from "@pulumi/aws";

import { shortHash } from "../lib/naming/names";
import type { AccountConfig } from "../lib/cluster/types";

/**
 * The AWS providers of a stack: one for each account, region and role, created on first use. A provider is a process of
 * several hundred MB, so targets in the same place share one.
 */
export class AwsProviders {
    private readonly providers = new Map<string, aws.Provider>();

    /** @param tags tags of every resource that the providers create */
    constructor(private readonly tags: Readonly<Record<string, string>>) {}

    /** The provider for a place. It rejects any other account. */
    public for(place: AccountConfig): aws.Provider {
        const role = place.provisionerRoleArn;
        const suffix = role === undefined ? "" : `-${shortHash(role)}`;
        const name = `aws-${place.accountId}-${place.region}${suffix}`;
        const known = this.providers.get(name);
        if (known !== undefined) {
            return known;
        }
        const provider = new aws.Provider(name, {
            region: place.region as aws.Region,
            allowedAccountIds: [place.accountId],
            defaultTags: { tags: this.tags },
            ...(role === undefined
                ? {}
                : { assumeRoles: [{ roleArn: role, sessionName: "eks-gitops-fleet" }] }),
        });
        this.providers.set(name, provider);
        return provider;
    }
}
