/** Settings that an organization may require of every role in its accounts. */
import type { Partition } from "../aws/arn";

export interface RoleSettings {
    /** Path of the roles, `/` or `/some/path/`. */
    readonly path: string;
    /** ARN of the permissions boundary of the roles. Unset: no boundary. */
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
    const boundary = stack.permissionsBoundary?.replace(/^\//, "");
    return {
        path: stack.rolePath,
        ...(boundary === undefined
            ? {}
            : {
                  permissionsBoundaryArn: `arn:${partition}:iam::${accountId}:policy/${boundary}`,
              }),
    };
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
