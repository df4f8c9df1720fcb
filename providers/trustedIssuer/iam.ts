/** IAM of one account, through the `aws` command. */
import { trustsProvider, type FoundProvider } from "../../lib/iam/trustedIssuer";
import { UserError } from "../../lib/userError";
import { RefusedError, runAws, sessionEnvironment, type AwsEnvironment } from "../awsCommand";

/** An account, and how to access it. */
export interface IamPlace {
    readonly accountId: string;
    readonly region: string;
    /** Role to assume in the account. Unset: the ambient credentials belong to the account. */
    readonly roleArn?: string;
}

/** The IAM calls that are needed in an account. */
export interface AccountIam {
    /** Finds the provider with this ARN; undefined if it does not exist. */
    find(arn: string): Promise<FoundProvider | undefined>;
    /** @returns false if the provider already exists */
    create(url: string, audience: string, tags: Readonly<Record<string, string>>): Promise<boolean>;
    remove(arn: string): Promise<void>;
    tag(arn: string, tags: Readonly<Record<string, string>>): Promise<void>;
    untag(arn: string, keys: readonly string[]): Promise<void>;
    addAudience(arn: string, audience: string): Promise<void>;
    removeAudience(arn: string, audience: string): Promise<void>;
    /** Names of the roles whose trust policies name the provider. */
    rolesTrusting(arn: string): Promise<readonly string[]>;
}

/**
 * IAM of an account, as the provisioner.
 * @throws UserError if the credentials belong to another account, where nothing may be created by accident
 */
export async function accountIam(
    place: IamPlace,
    environment: AwsEnvironment,
): Promise<AccountIam> {
    const { accountId, region, roleArn } = place;
    const ambient = {
        ...environment,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_PAGER: "",
    };
    const credentials =
        roleArn === undefined ? ambient : { ...ambient, ...(await assumed(roleArn, ambient)) };
    const caller = await run(["sts", "get-caller-identity"], credentials);
    if (caller["Account"] !== accountId) {
        throw new UserError(
            `the credentials belong to account ${String(caller["Account"])}, but account ${accountId} is expected: set provisionerRoleName, or provisionerRoleArn for that account.`,
        );
    }
    return callsOf((args) => run(["iam", ...args], credentials));
}

type Call = (args: readonly string[]) => Promise<Readonly<Record<string, unknown>>>;

function callsOf(call: Call): AccountIam {
    const on = async (command: string, arn: string, ...args: readonly string[]): Promise<void> => {
        await call([command, "--open-id-connect-provider-arn", arn, ...args]);
    };
    return {
        find: async (arn) => {
            const found = await unlessRefused("NoSuchEntity", () =>
                call(["get-open-id-connect-provider", "--open-id-connect-provider-arn", arn]),
            );
            if (found === undefined) {
                return undefined;
            }
            const { ClientIDList = [], Tags = [] } = found as {
                readonly ClientIDList?: readonly string[];
                readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
            };
            return {
                audiences: ClientIDList,
                tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
            };
        },
        // No thumbprint: IAM trusts the issuer's public certificate authority.
        create: async (url, audience, tags) => {
            const made = await unlessRefused("EntityAlreadyExists", () =>
                call([
                    "create-open-id-connect-provider",
                    ...["--url", url, "--client-id-list", audience],
                    ...["--tags", tagsArgument(tags)],
                ]),
            );
            return made !== undefined;
        },
        remove: (arn) => on("delete-open-id-connect-provider", arn),
        tag: (arn, tags) => on("tag-open-id-connect-provider", arn, "--tags", tagsArgument(tags)),
        untag: (arn, keys) =>
            on("untag-open-id-connect-provider", arn, "--tag-keys", JSON.stringify(keys)),
        addAudience: (arn, audience) =>
            on("add-client-id-to-open-id-connect-provider", arn, "--client-id", audience),
        removeAudience: (arn, audience) =>
            on("remove-client-id-from-open-id-connect-provider", arn, "--client-id", audience),
        rolesTrusting: async (arn) => {
            const { Roles = [] } = (await call(["list-roles"])) as {
                readonly Roles?: readonly {
                    readonly RoleName: string;
                    readonly AssumeRolePolicyDocument?: unknown;
                }[];
            };
            return Roles.filter(({ AssumeRolePolicyDocument }) =>
                trustsProvider(AssumeRolePolicyDocument, arn),
            ).map(({ RoleName }) => RoleName);
        },
    };
}

async function assumed(roleArn: string, environment: AwsEnvironment): Promise<AwsEnvironment> {
    const answer = await run(
        [
            ...["sts", "assume-role", "--role-arn", roleArn],
            ...["--role-session-name", "eks-gitops-fleet"],
        ],
        environment,
    );
    return sessionEnvironment(answer);
}

function tagsArgument(tags: Readonly<Record<string, string>>): string {
    return JSON.stringify(Object.entries(tags).map(([Key, Value]) => ({ Key, Value })));
}

async function unlessRefused<T>(code: string, act: () => Promise<T>): Promise<T | undefined> {
    try {
        return await act();
    } catch (error) {
        if (error instanceof RefusedError && error.code === code) {
            return undefined;
        }
        throw error;
    }
}

function run(
    args: readonly string[],
    environment: AwsEnvironment,
): Promise<Readonly<Record<string, unknown>>> {
    return runAws(args, environment, "it manages IAM OIDC providers");
}
