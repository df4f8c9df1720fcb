/** The keys of `delivery`: stacks that Pulumi Deployments brings up, without keys. */
import type { z } from "zod";

import * as field from "../../lib/fields";
import { CRON_ALLOWED, CRON_PATTERN, isCron } from "./cron";
import { repository } from "./repository";

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

/** https://git-scm.com/docs/git-check-ref-format, and nothing that a shell or a glob would read otherwise. */
const branch = field.text(
    'allowed: the name of a branch, such as "main", without refs/heads/.',
    /^(?!refs\/)(?!.*(\.\.|\/\/|\.lock$|\/$))[A-Za-z0-9_][\w./-]{0,199}$/,
);

const folder = field.text(
    'allowed: the folder of Pulumi.yaml within the repository, such as "infrastructure/fleet"; "." for its root.',
    /^(\.|(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+){0,19})$/,
);

const pathFilter = field.text(
    'allowed: a glob over the whole path of a changed file from the repository\'s root, such as "fleet/**", with "!" before it to leave files out.',
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

const SECONDS = "a whole number of seconds";
const listOfTexts = "allowed: a list of texts.";

const agentPool = field.record({
    id: field
        .text(
            "allowed: the id of an agent pool, as Pulumi Cloud shows it.",
            /^[A-Za-z0-9][\w-]{0,99}$/,
        )
        .meta({ description: "Id of the pool of deployment runners of one's own" }),
    cidrs: field
        .listOf(
            field.operatorCidr,
            0,
            'allowed: a list of IPv4 ranges, such as ["203.0.113.7/32"].',
        )
        .default([])
        .meta({
            description:
                "IPv4 ranges that the pool's runners are seen from: within the stacks' operatorCidrs, where their endpoints have an allow-list",
        }),
});

const driftDetection = field.record({
    cron: field.text(CRON_ALLOWED, isCron).meta({
        pattern: CRON_PATTERN,
        description: "When drift is looked for: minute, hour, day, month, day of the week",
    }),
    autoRemediate: field.trueOrFalse.default(false).meta({
        description: "What drifted is set right at once, by an update without anybody's look at it",
    }),
});

/** A day that there is: up to 28, 29, 30 and 31 of the months that have them, and 29 February. */
const DAY =
    /20\d\d-((0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)|20([02468][048]|[13579][26])-02-29/;

const ttl = field.record({
    timestamp: field
        .text(
            'allowed: a time in UTC as ISO 8601 has it, of a day that there is, such as "2030-01-31T18:00:00Z".',
            new RegExp(`^(${DAY.source})T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\dZ$`),
        )
        .meta({ description: "When the stack is destroyed" }),
    deleteAfterDestroy: field.trueOrFalse.default(false).meta({
        description: "The stack goes from Pulumi Cloud as well, with its history and settings",
    }),
});

const githubId = field.text(
    'allowed: a number that GitHub gave, quoted: "123456".',
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
                "GitHub environment whose jobs take on the role: say in GitHub which branches may use it, and who approves",
        }),
    ownerId: githubId.optional().meta({
        description:
            "Number of the repository's owner, where GitHub puts numbers into the subject: repositories created or renamed since 15 July 2026",
    }),
    repositoryId: githubId.optional().meta({
        description: "Number of the repository; together with ownerId",
    }),
});

const stack = field.record({
    branch: branch.optional().meta({
        description: "Branch that this stack is deployed from, in place of delivery's",
    }),
    paths: field.listOf(pathFilter, 1, "allowed: a list of one or more globs.").optional().meta({
        minItems: 1,
        description:
            "Files whose change deploys the stack; the program and the stack's own file where absent",
    }),
    pushToDeploy: field.trueOrFalse.optional().meta({
        description: "In place of delivery's",
    }),
    prPreviews: field.trueOrFalse.optional().meta({
        description: "In place of delivery's",
    }),
    agentPool: agentPool.optional().meta({ description: "In place of delivery's" }),
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
                "What the deploy role may be taken on for; where absent update and refresh, and what prPreviews, driftDetection and ttl need",
        }),
    driftDetection: driftDetection.optional().meta({
        description: "Looks for changes that were made past Pulumi, by a schedule",
    }),
    ttl: ttl.optional().meta({ description: "Destroys the stack at a set time" }),
    sessionDuration: field
        .wholeNumber(`allowed: ${SECONDS} from 900 to 43200.`, 900, 43_200)
        .default(7200)
        .meta({
            description:
                "Session of the deploy role, in seconds; the default outlasts an up or a destroy of a whole fleet, which IAM's hour may not",
        }),
    homeAccountId: field.accountId.optional().meta({
        description:
            "Account of the deploy role, where the stack file doesn't say it: the account that is worked in with Pulumi's own credentials, or else the management account",
    }),
    githubActions: githubActions.optional().meta({
        description: "Makes a second role with the same permissions, for jobs of GitHub Actions",
    }),
});

export const delivery = field.record({
    organization: organization.meta({
        description:
            "Pulumi organization of the stacks, in its exact case: AWS compares the token's audience by it",
    }),
    project: projectName.optional().meta({
        description: "Pulumi project of the stacks; this one where absent",
    }),
    repository: repository.meta({
        description:
            "Repository of the program: owner/name on GitHub, where Pulumi's GitHub app is installed, or the address of one that anybody can read",
    }),
    branch: branch.default("main").meta({ description: "Branch that stacks are deployed from" }),
    folder: folder.default(".").meta({
        description: "Folder of Pulumi.yaml within the repository",
    }),
    pushToDeploy: field.trueOrFalse.optional().meta({
        description:
            "A push to the branch that changes the stack's files runs pulumi up; true where absent, and false where the repository is not on GitHub",
    }),
    prPreviews: field.trueOrFalse.default(false).meta({
        description:
            "Pull requests are previewed: whoever can open one then runs code with the deploy role",
    }),
    preRunCommands: field
        .listOf(
            field.text("allowed: a shell command on one line.", /^\S([^\n\r]*\S)?$/),
            0,
            listOfTexts,
        )
        .default([])
        .meta({
            description:
                "Shell commands before each operation; dependencies are installed without one",
        }),
    cachedDependencies: field.trueOrFalse.default(true).meta({
        description: "Dependencies are kept between deployments",
    }),
    agentPool: agentPool.optional().meta({
        description:
            "Deployment runners of one's own, with known addresses: needed where an endpoint has an allow-list or is private",
    }),
    oidcProvider: field.oneOf(["auto", "managed", "existing"]).default("auto").meta({
        description:
            "Whose the accounts' IAM OIDC providers for Pulumi Cloud and GitHub are: looked up and made where absent, always this stack's, or never made by it",
    }),
    addAudience: field.trueOrFalse.default(false).meta({
        description:
            "Adds the audience to a provider that somebody else made without it; nothing else of it is touched",
    }),
    stacks: field
        .mapOf(STACK, STACK_ALLOWED, stack)
        .refine((stacks) => Object.keys(stacks).length > 0, {
            error: () => "allowed: a map of at least one stack.",
        })
        .meta({
            minProperties: 1,
            description:
                "Stacks of this repository by name; what must be known of each is read from its file Pulumi.<stack>.yaml",
        }),
});

/** `delivery` as its section parses. */
export type DeliverySection = z.output<typeof delivery>;
export type DeliveredStackSection = DeliverySection["stacks"][string];
