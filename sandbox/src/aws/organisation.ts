/** The accounts of the sandbox, the roles created in each, and the operator who works in them. */
import { accountExists, addAccount } from "./accounts";
import type { Credentials } from "./contract";
import { administratorAccess, ALLOW_ALL } from "./iam/awsManagedPolicies";
import { uniqueId } from "./iam/ids";
import { policiesOf, savePolicy, writtenManagedPolicy } from "./iam/managedPolicies";
import { DEFAULT_QUOTAS } from "./iam/quotas";
import { roleArn, rolesOf, saveRole, type Role } from "./iam/roles";
import { bindTrust } from "./iam/trust";
import type { Store } from "./store";
import type { Sessions } from "./sts/sessions";

/** Account of the platform team, in which the operator's sessions begin. */
export const OPERATOR_ACCOUNT = "999999999999";
/** Role the operator has in every account. */
export const OPERATOR_ROLE = "PlatformEngineer";

/** Description of the policies that the sandbox creates in an account. */
export const ORGANISATION_POLICY = "Permissions boundary of the organization";

export interface AccountOptions {
    /** Roles with AdministratorAccess that the operator's account may assume; a path may precede the name (`ops/Provisioner`). */
    readonly provisionerRoles?: readonly string[];
    /** Managed policies that allow everything, for permissions boundaries; a path may precede the name. */
    readonly boundaryPolicies?: readonly string[];
}

export interface OperatorCredentialsOptions {
    /** An existing account. @default the operator's own */
    readonly account?: string;
    /** 900 to 43,200. */
    readonly durationSeconds: number;
}

export interface Organisation {
    /** Creates the account, its provisioner roles and its boundaries if they are missing; what exists is not changed. */
    readonly ensureAccount: (id: string, options?: AccountOptions) => void;
    /** Temporary credentials of the operator, as a single sign-on portal issues them. */
    readonly operatorCredentials: (
        options: OperatorCredentialsOptions,
    ) => Required<Credentials> & { readonly expiration: Date };
    /** Whether an account exists. */
    readonly accountExists: (id: string) => boolean;
}

export interface OrganisationDeps {
    readonly store: Store;
    readonly sessions: Sessions;
    readonly now: () => Date;
    readonly partition: string;
}

/** An organization with the operator's account only. */
export function createOrganisation(deps: OrganisationDeps): Organisation {
    addAccount(deps.store, OPERATOR_ACCOUNT);
    return {
        ensureAccount: (id, { provisionerRoles = [], boundaryPolicies = [] } = {}) => {
            if (!/^\d{12}$/.test(id)) {
                throw new Error(`an account id has twelve digits, not "${id}"`);
            }
            addAccount(deps.store, id);
            for (const role of provisionerRoles) {
                ensureAdministrator(deps, id, role);
            }
            for (const policy of boundaryPolicies) {
                ensureBoundary(deps, id, policy);
            }
        },
        operatorCredentials: ({ account = OPERATOR_ACCOUNT, durationSeconds }) => {
            if (!accountExists(deps.store, account)) {
                throw new Error(`there is no account ${account}`);
            }
            if (durationSeconds < 900 || durationSeconds > 43200) {
                throw new Error(`a session lasts 900 to 43200 seconds, not ${durationSeconds}`);
            }
            const role = ensureAdministrator(deps, account, OPERATOR_ROLE);
            const { credentials, expires } = deps.sessions.open({
                role,
                sessionName: "operator",
                durationSeconds,
            });
            return { ...credentials, expiration: expires };
        },
        accountExists: (id) => accountExists(deps.store, id),
    };
}

function ensureAdministrator(
    { store, now, partition }: OrganisationDeps,
    account: string,
    nameWithPath: string,
): Role {
    const { name, path } = splitPath(nameWithPath);
    const existing = rolesOf(store, account).get(name.toLowerCase());
    if (existing !== undefined) {
        return existing;
    }
    const trust = JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { AWS: `arn:${partition}:iam::${OPERATOR_ACCOUNT}:root` },
                Action: ["sts:AssumeRole", "sts:TagSession"],
            },
        ],
    });
    const role: Role = {
        account,
        partition,
        name,
        path,
        arn: roleArn(partition, account, path, name),
        id: uniqueId("AROA"),
        created: now(),
        maxSessionDuration: 43200,
        trust: bindTrust(store, partition, trust, DEFAULT_QUOTAS),
        tags: {},
        inline: new Map(),
        attached: [administratorAccess(partition)],
    };
    saveRole(store, role);
    return role;
}

function ensureBoundary(
    { store, now, partition }: OrganisationDeps,
    account: string,
    nameWithPath: string,
): void {
    const { name, path } = splitPath(nameWithPath);
    if (policiesOf(store, account).has(name.toLowerCase())) {
        return;
    }
    const created = now();
    savePolicy(store, {
        account,
        name,
        path,
        arn: `arn:${partition}:iam::${account}:policy${path}${name}`,
        id: uniqueId("ANPA"),
        created,
        description: ORGANISATION_POLICY,
        tags: {},
        versions: [{ ...writtenManagedPolicy(ALLOW_ALL), id: "v1", created }],
        defaultVersion: "v1",
        nextVersion: 2,
    });
}

/** `/` or `/some/path/` and the name. */
function splitPath(nameWithPath: string): { readonly name: string; readonly path: string } {
    const slash = nameWithPath.lastIndexOf("/");
    const path = slash <= 0 ? "/" : `/${nameWithPath.slice(0, slash).replace(/^\//, "")}/`;
    return { name: nameWithPath.slice(slash + 1), path };
}
