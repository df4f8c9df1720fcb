/** Path and permissions boundary: what an organization requires of every role in its accounts. */
import { partitionOf, roleArn, type Partition } from "../aws/arn";

export interface RoleSettings {
    /** Path of the roles, `/` or `/some/path/`. */
    readonly path: string;
    /** ARN of the managed policy that is the roles' permissions boundary. @default no boundary */
    readonly permissionsBoundaryArn?: string;
}

/**
 * Settings of the roles in one account.
 * @param permissionsBoundary name of a managed policy that exists in every account, including its path if it has one
 */
export function roleSettings(
    partition: Partition,
    accountId: string,
    stack: {
        readonly rolePath: string;
        readonly permissionsBoundary?: string | undefined;
    },
): RoleSettings {
    const boundary = stack.permissionsBoundary;
    return {
        path: stack.rolePath,
        ...(boundary === undefined
            ? {}
            : { permissionsBoundaryArn: boundaryArn(partition, accountId, boundary) }),
    };
}

/**
 * ARN of a permissions boundary in an account.
 * @param boundary name of a managed policy, with its path if it has one; an ARN stays as it is
 */
function boundaryArn(partition: Partition, accountId: string, boundary: string): string {
    return boundary.startsWith("arn:")
        ? boundary
        : `arn:${partition}:iam::${accountId}:policy/${boundary.replace(/^\//, "")}`;
}

/** The inputs of an `aws.iam.Role` that follow from the settings. */
export function roleInputs(settings: RoleSettings): {
    readonly path: string;
    readonly permissionsBoundary?: string;
} {
    const { path, permissionsBoundaryArn } = settings;
    return {
        path,
        ...(permissionsBoundaryArn === undefined
            ? {}
            : { permissionsBoundary: permissionsBoundaryArn }),
    };
}

/** Path and boundary of a role, as users of a component give them. */
export interface RoleArgs {
    /** Path of the role, `/` or `/some/path/`. @default / */
    readonly rolePath?: string;
    /**
     * Managed policy that is the role's permissions boundary: its name in the role's account, with its path if it has one,
     * or its ARN. @default no boundary
     */
    readonly permissionsBoundary?: string;
}

/** A role before it exists. */
export interface PlannedRole {
    readonly arn: string;
    /** Inputs of the `aws.iam.Role`. */
    readonly inputs: {
        readonly name: string;
        readonly path: string;
        readonly permissionsBoundary?: string;
    };
}

/** ARN and inputs of a role with a fixed name in an account. */
export function plannedRole(
    name: string,
    place: { readonly accountId: string; readonly region: string },
    { rolePath = "/", permissionsBoundary }: RoleArgs,
): PlannedRole {
    const partition = partitionOf(place.region);
    const settings = roleSettings(partition, place.accountId, { rolePath, permissionsBoundary });
    return {
        arn: roleArn(partition, place.accountId, name, rolePath),
        inputs: { name, ...roleInputs(settings) },
    };
}
