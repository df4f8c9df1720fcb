/** Delivery: deploy roles for stacks of the fleet, and the settings by which Pulumi Deployments runs them. */
import * as pulumi from "@pulumi/pulumi";

import { AwsProviders } from "../discovery/awsProviders";
import type { StackOwner } from "../lib/naming/owner";
import { accepted, loadDelivery } from "./config";
import { findDeliveredStacks } from "./deliveredStacks";
import { wantedTokens } from "./issuers";
import { deliverStacks } from "./program";
import { readStackFile } from "./stackFiles";
import { findTokenIssuers } from "./tokenIssuers";

/** @param readFile how the delivered stacks' files are read; tests pass their own */
export = async (readFile = readStackFile): Promise<Record<string, unknown>> => {
    const config = loadDelivery();
    const owner: StackOwner = {
        organization: pulumi.getOrganization(),
        project: pulumi.getProject(),
        stack: pulumi.getStack(),
    };
    const providers = new AwsProviders(config.tags);
    const { facts, warnings } = accepted(
        await findDeliveredStacks(config, owner, readFile),
        owner.project,
    );
    const issuers = accepted(
        await findTokenIssuers(wantedTokens(config, facts), config, owner, providers),
        owner.project,
    );
    for (const warning of [...config.warnings, ...warnings]) {
        await pulumi.log.warn(warning);
    }
    return { stacks: deliverStacks(config, { facts, issuers, owner }, providers) };
};
