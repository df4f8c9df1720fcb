/** The stacks that delivery names, each read from its own file of this repository by the program's own parser. */
import { provisionerProblems } from "../config/delivery/rules";
import type { DeliveryConfig } from "../config/delivery/types";
import { shown, type Problem } from "../lib/problems";
import type { FleetConfig } from "../config/types";
import { deployRoleName } from "../lib/naming/names";
import { strangeHomes } from "./issuers";
import { reachWarnings } from "./reach";
import { stackFacts, type StackFacts } from "./stackFacts";
import type { StackOwner } from "../lib/naming/owner";
import type { Found } from "../discovery/problem";
import { StackFiles, type ReadStackFile } from "./stackFiles";

export interface DeliveredStacks {
    /** By name of the stack. */
    readonly facts: Readonly<Record<string, StackFacts>>;
    /** What works, and is worth knowing. One line each. */
    readonly warnings: readonly string[];
}

/** Reads every stack's file, and that of its hub's. */
export async function findDeliveredStacks(
    delivery: DeliveryConfig,
    owner: StackOwner,
    read: ReadStackFile,
): Promise<Found<DeliveredStacks>> {
    const files = new StackFiles(delivery.project ?? owner.project, read);
    const problems: Problem[] = [...ownerProblems(delivery, owner)];
    const warnings: string[] = [...ownerWarnings(delivery, owner)];
    const facts: Record<string, StackFacts> = {};
    for (const [name, stack] of Object.entries(delivery.stacks)) {
        const path = `delivery.stacks.${name}`;
        const config = await files.config(path, name);
        if (config.problems !== undefined) {
            problems.push(...config.problems);
            continue;
        }
        const hubStack = hubOf(config.value, delivery, owner);
        const hub = hubStack === undefined ? undefined : await files.config(path, hubStack);
        if (hub?.problems !== undefined) {
            problems.push(...hub.problems);
            continue;
        }
        if (hubStack !== undefined && stack.pushToDeploy && !(hubStack in delivery.stacks)) {
            warnings.push(
                `${path}: its hub, stack ${hubStack}, is not delivered: a push that changes both brings up this stack alone.`,
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

/** AWS compares the audience by case, and Pulumi Cloud doesn't; and nothing delivers itself. */
function ownerProblems(delivery: DeliveryConfig, owner: StackOwner): readonly Problem[] {
    const { organization } = delivery;
    return [
        ...(organization !== owner.organization && isSame(organization, owner.organization)
            ? [
                  {
                      path: "delivery.organization",
                      found: shown(organization)!,
                      remedy: `the organization's exact case is needed, "${owner.organization}": AWS would refuse every token.`,
                  },
              ]
            : []),
        ...(Object.hasOwn(delivery.stacks, owner.stack)
            ? [
                  {
                      path: `delivery.stacks.${owner.stack}`,
                      remedy: "this is the stack of delivery itself, which is brought up by hand: leave it out.",
                  },
              ]
            : []),
    ];
}

/** Another organization's stacks may be meant, if its name is not simply wrong. */
function ownerWarnings({ organization }: DeliveryConfig, owner: StackOwner): readonly string[] {
    return isSame(organization, owner.organization)
        ? []
        : [
              `delivery.organization: ${organization} is not the organization of this stack, ${owner.organization}: settings and roles are made for stacks of ${organization}.`,
          ];
}

function isSame(organization: string, other: string): boolean {
    return organization.toLowerCase() === other.toLowerCase();
}

/** Name of the hub's stack, where its file is beside this one. */
function hubOf(
    config: FleetConfig,
    delivery: DeliveryConfig,
    owner: StackOwner,
): string | undefined {
    if (config.hub.kind !== "referred") {
        return undefined;
    }
    const parts = config.hub.stack.split("/");
    const [organization, project, stack] = parts.length === 1 ? [] : parts;
    if (parts.length === 1) {
        return parts[0];
    }
    const here =
        organization === delivery.organization && project === (delivery.project ?? owner.project);
    return here ? stack : undefined;
}

/** Without a role to assume, this stack's own credentials are those of one account. */
function oneCredential(
    delivery: DeliveryConfig,
    facts: Readonly<Record<string, StackFacts>>,
): readonly Problem[] {
    const homes = strangeHomes(delivery, facts);
    return homes.length === 0
        ? []
        : [
              {
                  path: "provisionerRoleName",
                  remedy: `missing; the deploy roles are in the accounts ${homes.join(" and ")}, and this stack's own credentials are one account's: name a role that it assumes in each, such as OrganizationAccountAccessRole.`,
              },
          ];
}

/** A fleet named like another's stack, or a name that was cut: two stacks would fight over one role. */
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
                      path: `delivery.stacks.${name}`,
                      remedy: `its deploy role would have the same name as that of stack ${first}, in the same account: rename one of the stacks.`,
                  },
              ];
    });
}

/** The hub's file is read for every stack on it, and is wrong once. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
    return [...new Map(problems.map((one) => [`${one.path} ${one.remedy}`, one])).values()];
}
