/** The delivered stacks, each read from its own file by the fleet's parser. */
import { shown, type Problem } from "../lib/problems";
import type { FleetConfig } from "../config/fleet";
import { deployRoleName } from "../lib/naming/names";
import { homesWithoutRole } from "./issuers";
import { reachWarnings } from "./reach";
import { provisionerProblems } from "./rules";
import { FLEET_PROJECT } from "./schema";
import { stackFacts, type StackFacts } from "./stackFacts";
import type { StackOwner } from "../lib/naming/owner";
import type { Found } from "../discovery/problem";
import { StackFiles, type ReadStackFile } from "./stackFiles";
import type { DeliveryConfig } from "./types";

export interface DeliveredStacks {
    /** By name of the stack. */
    readonly facts: Readonly<Record<string, StackFacts>>;
    /** What works but deserves attention, one line each. */
    readonly warnings: readonly string[];
}

/** Reads every stack's file, and the file of its hub's stack. */
export async function findDeliveredStacks(
    delivery: DeliveryConfig,
    owner: StackOwner,
    read: ReadStackFile,
): Promise<Found<DeliveredStacks>> {
    const files = new StackFiles(delivery.project, read);
    const problems: Problem[] = [...ownerProblems(delivery, owner)];
    const warnings: string[] = [...ownerWarnings(delivery, owner)];
    const facts: Record<string, StackFacts> = {};
    for (const [name, stack] of Object.entries(delivery.stacks)) {
        const path = `stacks.${name}`;
        const config = await files.config(path, name);
        if (config.problems !== undefined) {
            problems.push(...config.problems);
            continue;
        }
        const hubStack = hubOf(config.value, delivery);
        const hub = hubStack === undefined ? undefined : await files.config(path, hubStack);
        if (hub?.problems !== undefined) {
            problems.push(...hub.problems);
            continue;
        }
        if (hubStack !== undefined && stack.pushToDeploy && !(hubStack in delivery.stacks)) {
            warnings.push(
                `${path}: its hub, stack ${hubStack}, is not delivered: a push that changes both updates only this stack.`,
            );
        }
        warnings.push(...reachWarnings(path, stack.agentPool, config.value, hub?.value));
        const found = stackFacts(path, stack, config.value, hub?.value);
        problems.push(...(found.problems ?? []));
        if (found.facts !== undefined) {
            facts[name] = found.facts;
        }
    }
    problems.push(
        ...sameRoles(facts),
        ...oneCredential(delivery, facts),
        ...provisionerProblems(
            delivery.provisionerRoleName,
            Object.values(facts).map(({ fleet }) => fleet),
        ),
    );
    return problems.length > 0
        ? { problems: distinct(problems) }
        : { value: { facts, warnings: [...files.warnings, ...warnings] } };
}

/** AWS compares the audience by case, Pulumi Cloud does not. Stacks of delivery are brought up by hand. */
function ownerProblems(delivery: DeliveryConfig, owner: StackOwner): readonly Problem[] {
    const { organization } = delivery;
    return [
        ...(organization !== owner.organization && isSame(organization, owner.organization)
            ? [
                  {
                      path: "organization",
                      found: shown(organization)!,
                      remedy: `must be "${owner.organization}", in its exact case: AWS would reject every token.`,
                  },
              ]
            : []),
        ...(delivery.project === owner.project
            ? [
                  {
                      path: "project",
                      found: shown(delivery.project)!,
                      remedy: `must be another project than this one, whose stacks are brought up by hand: set the name in the fleet's Pulumi.yaml, or leave it out for ${FLEET_PROJECT}.`,
                  },
              ]
            : []),
    ];
}

/** Delivering another organization's stacks is allowed; the name may also be a mistake. */
function ownerWarnings({ organization }: DeliveryConfig, owner: StackOwner): readonly string[] {
    return isSame(organization, owner.organization)
        ? []
        : [
              `organization: ${organization} is not the organization of this stack, ${owner.organization}: settings and roles are created for stacks of ${organization}.`,
          ];
}

function isSame(organization: string, other: string): boolean {
    return organization.toLowerCase() === other.toLowerCase();
}

/** Name of the hub's stack if it is in the delivered project, so that its file can be read. */
function hubOf(config: FleetConfig, delivery: DeliveryConfig): string | undefined {
    if (config.hub.kind !== "referred") {
        return undefined;
    }
    const parts = config.hub.stack.split("/");
    const [organization, project, stack] = parts.length === 1 ? [] : parts;
    if (parts.length === 1) {
        return parts[0];
    }
    const here = organization === delivery.organization && project === delivery.project;
    return here ? stack : undefined;
}

/** Pulumi's own credentials are valid in one account. */
function oneCredential(
    delivery: DeliveryConfig,
    facts: Readonly<Record<string, StackFacts>>,
): readonly Problem[] {
    const homes = homesWithoutRole(delivery, facts);
    return homes.length === 0
        ? []
        : [
              {
                  path: "provisionerRoleName",
                  remedy: `missing; the deploy roles are in the accounts ${homes.join(" and ")}, and Pulumi's own credentials are valid in one: set a role to assume in each, such as OrganizationAccountAccessRole.`,
              },
          ];
}

/** Two stacks would fight over one role if their names are equal, apart from case, or equal once cut to IAM's limit. */
function sameRoles(facts: Readonly<Record<string, StackFacts>>): readonly Problem[] {
    const seen = new Map<string, string>();
    return Object.entries(facts).flatMap(([name, { fleet, home }]) => {
        const role = `${home.accountId}/${deployRoleName(fleet, name)}`.toLowerCase();
        const first = seen.get(role);
        seen.set(role, first ?? name);
        return first === undefined
            ? []
            : [
                  {
                      path: `stacks.${name}`,
                      remedy: `its deploy role would have the same name as that of stack ${first}, in the same account: rename one of the stacks.`,
                  },
              ];
    });
}

/** Reports a problem in a hub's file once, although every stack on the hub reads it. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
    return [...new Map(problems.map((one) => [`${one.path} ${one.remedy}`, one])).values()];
}
