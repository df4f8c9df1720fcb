/** The hub of a stack of targets: the contract of its stack, and the policies attached to its role. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { AwsProviders } from "./awsProviders";
import { severalAccountsProblems } from "../lib/aws/accounts";
import type { ReferredHub } from "../config/hub";
import type { Problem } from "../lib/problems";
import { type FleetConfig, hubAccount, ownPlaces, stackPacks } from "../config/fleet";
import { fleetPackCapacity, packPath } from "../lib/fleet/names";
import { harnessOf, readHubContract, type HubContract } from "../lib/fleet/hubContract";
import { hubNamespaceProblems } from "./hubNamespaces";
import { packQuotaProblems } from "../lib/iam/packs";
import type { StackOwner } from "../lib/naming/owner";
import { lookUp, type Found } from "./problem";

/** Reads the hub's contract and checks that it matches this stack. */
export async function findHub(
    config: FleetConfig,
    hub: ReferredHub,
    owner: StackOwner,
    providers: AwsProviders,
): Promise<Found<HubContract>> {
    const stack = qualified(hub.stack, owner);
    const reference = new pulumi.StackReference("hub", { name: stack });
    const output = await reference.getOutputDetails("hub");
    const contract = readHubContract(output.value ?? output.secretValue, stack);
    if (typeof contract === "string") {
        return { problems: [{ path: "hub.stack", remedy: contract }] };
    }
    const place = hubAccount(hub, contract);
    const mismatched = [
        ...fleetProblems(config, contract, stack),
        // Before any account is accessed: with credentials of another account the provider does not even start.
        ...severalAccountsProblems([{ path: "hub", ...place }, ...ownPlaces(config)]),
    ];
    if (mismatched.length > 0) {
        return { problems: mismatched };
    }
    const attached = await lookUp(
        { path: "hub.stack", found: hub.stack },
        `policies of role ${contract.argoRoleName}`,
        () =>
            aws.iam.getRolePolicyAttachments(
                { roleName: contract.argoRoleName },
                { provider: providers.for(place) },
            ),
    );
    if (attached.value === undefined) {
        return attached;
    }
    const own = `:policy${packPath(config.fleet, owner.stack)}`;
    const others = attached.value.attachedPolicies.filter(
        ({ policyArn }) => !policyArn.includes(own),
    ).length;
    const packs = stackPacks(config, contract.identity).length;
    const problems = packQuotaProblems({
        packs,
        others,
        quota: contract.managedPoliciesPerRole,
        targets: Object.keys(config.targets).length,
        capacity: fleetPackCapacity(config),
    });
    return problems.length > 0 ? { problems } : { value: contract };
}

/** A stack's name in the form that StackReference requires. */
function qualified(stack: string, owner: StackOwner): string {
    return stack.includes("/") ? stack : `${owner.organization}/${owner.project}/${stack}`;
}

function fleetProblems(
    config: FleetConfig,
    contract: HubContract,
    stack: string,
): readonly Problem[] {
    const partition = contract.clusterArn.split(":")[1]!;
    return [
        ...(contract.fleet === config.fleet
            ? []
            : [
                  {
                      path: "fleet",
                      found: JSON.stringify(config.fleet),
                      remedy: `must be ${contract.fleet}, the fleet of the hub in stack ${stack}.`,
                  },
              ]),
        ...(Object.keys(config.targets).length === 0 || partition === config.partition
            ? []
            : [
                  {
                      path: "targets",
                      found: JSON.stringify(config.partition),
                      remedy: `must be a region of partition ${partition}, that of the management cluster: roles cannot be assumed across partitions.`,
                  },
              ]),
        ...(harnessOf(contract)?.argoCd === "managed"
            ? config.guestbook.targets.map((key, index) => ({
                  path: `guestbook.targets.${index}`,
                  found: JSON.stringify(key),
                  remedy: `the hub of stack ${stack} is a managed agent of Harness, whose Applications are created in Harness: leave this key unset and follow docs/harness.md.`,
              }))
            : []),
        ...hubNamespaceProblems(config, contract),
    ];
}
