/** What plugins read from their environment. */
import type { Credentials } from "../aws/contract";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A variable that the sandbox sets for its plugins.
 * @throws Error naming it
 */
export function requiredVariable(environment: Environment, name: string): string {
    const value = environment[name];
    if (!value) {
        throw new Error(`${name} is not set: this plugin runs only inside the sandbox`);
    }
    return value;
}

/** Credentials under the names every AWS SDK knows; undefined without credentials. */
export function credentialsOf(environment: Environment): Credentials | undefined {
    const {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
    } = environment;
    if (!accessKeyId || !secretAccessKey) {
        return undefined;
    }
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
