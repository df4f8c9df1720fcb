/** The keys of `delivery/Pulumi.<stack>.yaml`. Rules between them are in rules.ts. */
import type { z } from "zod";

import { SECTIONS as FLEET } from "../config/sections";
import * as field from "../lib/fields";
import { CRON_ALLOWED, CRON_PATTERN, isCron } from "./cron";
import { repository } from "./repository";

/** Project of the delivered stacks unless `project` is set: the `name` in the fleet's Pulumi.yaml. */
export const FLEET_PROJECT = "eks-gitops-fleet";

/** Form of a stack's name, as its file has it: `Pulumi.<stack>.yaml`. */
const STACK = /^[\w.-]{1,100}$/;
const STACK_ALLOWED =
    "allowed as a stack: its name without organization and project, 1 to 100 letters, digits and -_.";

/** https://www.pulumi.com/docs/administration/organizations-teams/organizations/ */
const organization = field.text(
    "allowed: the name of a Pulumi organization in its exact case, 1 to 40 letters, digits, hyphens and underscores.",
    /^[A-Za-z0-9][\w-]{0,39}$/,
);

const projectName = field.text(
    "allowed: the name of a Pulumi project, 1 to 100 letters, digits and -_.",
    /^[\w.-]{1,100}$/,
);

/** https://git-scm.com/docs/git-check-ref-format, without characters that mean something to a shell or a glob. */
const branch = field.text(
    'allowed: the name of a branch, such as "main", without refs/heads/.',
    /^(?!refs\/)(?!.*(\.\.|\/\/|\.lock$|\/$))[A-Za-z0-9_][\w./-]{0,199}$/,
);

const folder = field.text(
    'allowed: the folder of Pulumi.yaml within the repository, such as "infrastructure/fleet"; "." for its root.',
    /^(\.|(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+){0,19})$/,
);

const pathFilter = field.text(
    'allowed: a glob over the whole path of a changed file from the repository\'s root, such as "fleet/**"; "!" before it excludes files.',
    /^!?[^\s!/][^\s]{0,199}$/,
);

/** https://www.pulumi.com/docs/iac/cli/commands/pulumi_deployment_run/ */
export const OPERATIONS = [
    "update",
    "refresh",
    "preview",
    "destroy",
    "detect-drift",
    "remediate-drift",
] as const;

const agentPool = field.record({
    id: field
        .text(
            "allowed: the id of an agent pool, as Pulumi Cloud shows it.",
            /^[A-Za-z0-9][\w-]{0,99}$/,
        )
        .meta({ description: "Id of a pool of self-hosted deployment runners" }),
    cidrs: field
        .listOf(
            field.operatorCidr,
            0,
            'allowed: a list of IPv4 ranges, such as ["203.0.113.7/32"].',
        )
        .default([])
        .meta({
            description:
                "IPv4 ranges that the pool's runners connect from; they must be within the stacks' operatorCidrs if endpoints have an allow-list",
        }),
});

const driftDetection = field.record({
    cron: field.text(CRON_ALLOWED, isCron).meta({
        pattern: CRON_PATTERN,
        description: "When to detect drift: minute, hour, day, month, day of the week",
    }),
    autoRemediate: field.trueOrFalse.default(false).meta({
        description: "Corrects drift automatically, without review",
    }),
});

/** A day that exists: up to 28, 29, 30 or 31 depending on the month, and 29 February in leap years. */
const DAY =
    /20\d\d-((0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)|20([02468][048]|[13579][26])-02-29/;

const ttl = field.record({
    timestamp: field
        .text(
            'allowed: a valid UTC timestamp in ISO 8601 format, such as "2030-01-31T18:00:00Z".',
            new RegExp(`^(${DAY.source})T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\dZ$`),
        )
        .meta({ description: "When the stack is destroyed" }),
    deleteAfterDestroy: field.trueOrFalse.default(false).meta({
        description: "Also deletes the stack from Pulumi Cloud, with its history and settings",
    }),
});

const githubId = field.text(
    'allowed: a numeric id from GitHub, quoted: "123456".',
    /^[1-9]\d{0,18}$/,
);

const githubActions = field.record({
    environment: field
        .text(
            "allowed: the name of a GitHub environment, 1 to 100 letters, digits, spaces and -_.",
            /^[\w.-]([\w. -]{0,98}[\w.-])?$/,
        )
        .meta({
            description:
                "GitHub environment whose jobs may assume the role; its settings in GitHub limit the branches and name the reviewers",
        }),
    ownerId: githubId.optional().meta({
        description:
            "Id of the repository's owner; required with repositoryId if GitHub puts ids into the subject, as it does for repositories created or renamed since 15 July 2026",
    }),
    repositoryId: githubId.optional().meta({
        description: "Id of the repository; required with ownerId",
    }),
});

const stack = field.record({
    branch: branch.optional().meta({
        description: "Branch to deploy this stack from; the top-level branch unless set",
    }),
    paths: field.listOf(pathFilter, 1, "allowed: a list of one or more globs.").optional().meta({
        minItems: 1,
        description:
            "Files whose change deploys the stack; the program and the stack's own file unless set",
    }),
    pushToDeploy: field.trueOrFalse.optional().meta({
        description: "The top-level pushToDeploy unless set",
    }),
    prPreviews: field.trueOrFalse.optional().meta({
        description: "The top-level prPreviews unless set",
    }),
    agentPool: agentPool.optional().meta({ description: "The top-level agentPool unless set" }),
    operations: field
        .listOf(
            field.oneOf(OPERATIONS),
            1,
            `allowed: a list of one or more of ${OPERATIONS.join(", ")}.`,
        )
        .optional()
        .meta({
            minItems: 1,
            description:
                "Operations that may assume the deploy role; unless set update, refresh and those that prPreviews, driftDetection and ttl need",
        }),
    driftDetection: driftDetection.optional().meta({
        description: "Detects changes made outside Pulumi, on a schedule",
    }),
    ttl: ttl.optional().meta({ description: "Destroys the stack at a set time" }),
    sessionDuration: field
        .wholeNumber("allowed: a whole number of seconds from 900 to 43200.", 900, 43_200)
        .default(7200)
        .meta({
            description:
                "Session of the deploy role, in seconds; an up or a destroy of a whole fleet may take longer than IAM's default of an hour",
        }),
    homeAccountId: field.accountId.optional().meta({
        description:
            "Account of the deploy role; unless set, the account in which the stack uses Pulumi's own credentials, or else the hub account, or else the first account of its file",
    }),
    githubActions: githubActions.optional().meta({
        description: "Creates a second role with the same permissions, for jobs of GitHub Actions",
    }),
});

/** Each top-level key by itself: a problem in one doesn't hide those in another. */
export const SECTIONS = {
    fleet: FLEET.fleet.meta({
        description: "Fleet whose tag every AWS resource of the stack has",
    }),
    organization: organization.meta({
        description:
            "Pulumi organization of the stacks, in its exact case: AWS compares the token's audience with it",
    }),
    project: projectName.default(FLEET_PROJECT).meta({
        description: "Pulumi project of the stacks",
    }),
    repository: repository.meta({
        description:
            "Repository of the program: owner/name on GitHub, where Pulumi's GitHub app is installed, or the address of a public one elsewhere",
    }),
    branch: branch.default("main").meta({ description: "Branch to deploy stacks from" }),
    folder: folder.default(".").meta({
        description: "Folder of the fleet's Pulumi.yaml within the repository",
    }),
    pushToDeploy: field.trueOrFalse.optional().meta({
        description:
            "A push to the branch that changes the stack's files runs pulumi up; unless set, true for a repository on GitHub and false for any other",
    }),
    prPreviews: field.trueOrFalse.default(false).meta({
        description:
            "Previews pull requests: whoever can open one then runs code with the deploy role",
    }),
    preRunCommands: field
        .listOf(
            field.text("allowed: a shell command on one line.", /^\S([^\n\r]*\S)?$/),
            0,
            "allowed: a list of texts.",
        )
        .default([])
        .meta({
            description:
                "Shell commands before each operation; none is needed to install dependencies",
        }),
    cachedDependencies: field.trueOrFalse.default(true).meta({
        description: "Caches dependencies between deployments",
    }),
    agentPool: agentPool.optional().meta({
        description:
            "Self-hosted deployment runners with known addresses; required if an endpoint has an allow-list or is private",
    }),
    stacks: field
        .mapOf(STACK, STACK_ALLOWED, stack)
        .refine((stacks) => Object.keys(stacks).length > 0, {
            error: () => "allowed: a map of at least one stack.",
        })
        .meta({
            minProperties: 1,
            description:
                "Stacks of this repository by name; their accounts, roles and endpoints are read from their files Pulumi.<stack>.yaml",
        }),
    oidcProvider: field.oneOf(["auto", "managed", "existing"]).default("auto").meta({
        description:
            "Who manages the accounts' IAM OIDC providers for Pulumi Cloud and GitHub: this stack if there is none yet (auto), always this stack (managed), or never this stack (existing)",
    }),
    addAudience: field.trueOrFalse.default(false).meta({
        description:
            "Adds the audience to an IAM OIDC provider that this stack does not manage; changes nothing else of it",
    }),
    provisionerRoleName: FLEET.provisionerRoleName.meta({
        description:
            "Role that Pulumi assumes in every account that gets a deploy role, not the fleet's provisioner; required if these are several accounts. Unless set, Pulumi uses its own credentials",
    }),
    rolePath: FLEET.rolePath.meta({ description: "Path of the deploy roles" }),
    permissionsBoundary: FLEET.permissionsBoundary.meta({
        description:
            "Managed policy, by its name and path in each account, that is the boundary of the deploy roles",
    }),
    tags: FLEET.tags,
} as const;

/** What the sections parse to. */
export type Sections = {
    readonly [Name in keyof typeof SECTIONS]: z.output<(typeof SECTIONS)[Name]>;
};
export type StackSection = Sections["stacks"][string];
