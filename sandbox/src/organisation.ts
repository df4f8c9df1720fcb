/**
 * Which accounts, roles and policies a stack's configuration takes for granted. The sandbox creates them before Pulumi
 * starts. It knows no program's configuration: it finds them by the names of keys, at any depth.
 */

/** An account that must exist, and what Pulumi or administrators use in it. */
export interface PresumedAccount {
    /** Twelve digits. */
    readonly id: string;
    /** A path may precede the name (`ops/Provisioner`), as with boundaries. */
    readonly roles: readonly string[];
    /** Managed policies that serve as permissions boundaries. */
    readonly boundaries: readonly string[];
}

export interface Presumed {
    /** In ascending order of their ids. */
    readonly accounts: readonly PresumedAccount[];
    /** Account of the credentials that Pulumi has. @default the platform team's account, from which roles are assumed */
    readonly operatorAccount?: string;
}

/** What an object of the configuration inherits from the objects around it. */
interface Inherited {
    readonly provisionerRoleName?: string;
    readonly permissionsBoundary?: string;
}

/** What an object of the configuration says about an account. */
interface Place {
    readonly account: string;
    /** Undefined if Pulumi uses its own credentials there. */
    readonly provisioner?: string;
    readonly admins: readonly string[];
    readonly boundary?: string;
}

type Config = Readonly<Record<string, unknown>>;

/** Name of a role or policy, with or without a path in front. */
const NAME = /^(?:[\w+=,.@/-]+\/)?[\w+=,.@-]+$/;
const ROLE_ARN = /^arn:aws[\w-]*:iam::(\d{12}):role\/(.+)$/;
const POLICY_ARN = /^arn:aws[\w-]*:iam::(?:\d{12}|aws):policy\/(.+)$/;

/**
 * What a stack takes for granted. These keys are read; malformed values are ignored, since reporting them is up to the
 * program:
 *
 * - `accountId` in any object: the account exists.
 * - `provisionerRoleArn` beside it, otherwise `provisionerRoleName` there or in an enclosing object: the role that Pulumi
 *   assumes in the account. An object with `provisionerRoleArn` alone means the account of that ARN. An account without
 *   either is the one that Pulumi's own credentials belong to.
 * - `admins` beside it, ARNs as an array or a map: those that are roles of the account exist.
 * - `permissionsBoundary` there or in an enclosing object, a name or an ARN: the policy exists in the account.
 *
 * @param config the stack's configuration without the project's prefix
 */
export function presumedAccounts(config: Config): Presumed {
    const found = places(config, {});
    const ids = [...new Set(found.map(({ account }) => account))].sort();
    const ambient = found.find(({ provisioner }) => provisioner === undefined);
    return {
        accounts: ids.map((id) => {
            const here = found.filter(({ account }) => account === id);
            return {
                id,
                roles: distinct(
                    here.flatMap(({ provisioner, admins }) => [provisioner, ...admins]),
                ),
                boundaries: distinct(here.map(({ boundary }) => boundary)),
            };
        }),
        ...(ambient === undefined ? {} : { operatorAccount: ambient.account }),
    };
}

function places(value: unknown, around: Inherited): readonly Place[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    const config = value as Config;
    const { provisionerRoleName, permissionsBoundary } = config;
    const inherited: Inherited = {
        provisionerRoleName: nameOf(provisionerRoleName) ?? around.provisionerRoleName,
        permissionsBoundary: policyOf(permissionsBoundary) ?? around.permissionsBoundary,
    };
    const place = placeOf(config, inherited);
    return [
        ...(place === undefined ? [] : [place]),
        ...Object.values(config).flatMap((inner) => places(inner, inherited)),
    ];
}

function placeOf(config: Config, inherited: Inherited): Place | undefined {
    const { accountId, provisionerRoleArn, admins } = config;
    const provisioner = roleOf(provisionerRoleArn);
    const account =
        typeof accountId === "string" && /^\d{12}$/.test(accountId)
            ? accountId
            : provisioner?.account;
    if (account === undefined) {
        return undefined;
    }
    const inAccount = (role: ReturnType<typeof roleOf>): readonly string[] =>
        role?.account === account ? [role.name] : [];
    const named = typeof admins === "object" && admins !== null ? Object.values(admins) : [];
    return {
        account,
        provisioner:
            provisioner === undefined
                ? inherited.provisionerRoleName
                : inAccount(provisioner).at(0),
        admins: named.flatMap((arn) => inAccount(roleOf(arn))),
        boundary: inherited.permissionsBoundary,
    };
}

function roleOf(arn: unknown): { readonly account: string; readonly name: string } | undefined {
    const [, account, name] = (typeof arn === "string" ? ROLE_ARN.exec(arn) : null) ?? [];
    return account !== undefined && nameOf(name) !== undefined
        ? { account, name: name! }
        : undefined;
}

function policyOf(value: unknown): string | undefined {
    return nameOf(typeof value === "string" ? (POLICY_ARN.exec(value)?.[1] ?? value) : value);
}

function nameOf(value: unknown): string | undefined {
    return typeof value === "string" && NAME.test(value) ? value : undefined;
}

function distinct(names: readonly (string | undefined)[]): readonly string[] {
    return [...new Set(names.filter((name) => name !== undefined))].sort();
}
