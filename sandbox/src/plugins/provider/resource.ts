/** Parts of a provider: resource types, functions, and a session with AWS. */
import type { Autoname } from "./names";
import type { Fields } from "./schema";
import type { Tags } from "./tags";
import type { Properties } from "./values";

/** An answer of AWS. */
export type Answer = Readonly<Record<string, unknown>>;

/** Calls AWS as a configured provider's principal. */
export interface Api {
    readonly region: string;
    readonly accountId: string;
    /** `aws`, `aws-cn` or `aws-us-gov`. */
    readonly partition: string;
    /**
     * @param action IAM's name of it: `iam:CreateRole`
     * @throws ActionError
     */
    call(action: string, params: Readonly<Record<string, unknown>>): Promise<Answer>;
}

/** A resource as it is asked for while its state is known. */
export interface Change {
    readonly id: string;
    readonly inputs: Properties;
    /** The state before. */
    readonly old: Properties;
    /** Whether one of these top-level properties differs. */
    readonly has: (...names: string[]) => boolean;
}

export interface ResourceType {
    /** Without `tags`, `tagsAll` and `region`, which follow from the flags below. */
    readonly fields: Fields;
    readonly autoname?: Autoname;
    /** Whether the type has `tags`: its read reports all tags as `tagsAll`. */
    readonly retag?: (
        api: Api,
        resource: { readonly id: string; readonly state: Properties },
        changes: { readonly put: Tags; readonly remove: readonly string[] },
    ) => Promise<void>;
    /** IAM is global; everything else has a `region`. */
    readonly global?: boolean;
    /**
     * Creates the object.
     * @param begun called with the id as soon as the object exists, when calls follow that may fail: what exists then is
     * kept in the state as failed, as the real provider does
     * @returns its id
     */
    readonly create: (api: Api, inputs: Properties, begun: (id: string) => void) => Promise<string>;
    /**
     * What AWS reports of it; undefined when it is gone (a missing-object error counts as deleted).
     * @param known state or inputs of before, empty on import
     */
    readonly read: (api: Api, id: string, known: Properties) => Promise<Properties | undefined>;
    /** Absent: every change but tags replaces. */
    readonly update?: (api: Api, change: Change) => Promise<void>;
    /** Removes it. A missing-object error counts as success. */
    readonly remove: (api: Api, id: string, state: Properties) => Promise<void>;
}

export type ProviderFunction = (api: Api, args: Properties) => Promise<Properties>;

/** A configured provider. */
export interface Session {
    readonly api: Api;
    readonly defaultTags: Tags;
}

export interface Provider {
    readonly name: string;
    readonly version: string;
    readonly resources: Readonly<Record<string, ResourceType>>;
    readonly functions: Readonly<Record<string, ProviderFunction>>;
    /** Problems of a configuration that may still hold unknown values; empty when there is none. */
    readonly checkConfig: (config: Properties) => readonly string[];
    /** Property names of the configuration whose change replaces the provider. */
    readonly configForcesNew: readonly string[];
    /** @throws Error with the text a user should read */
    readonly configure: (config: Properties) => Promise<Session>;
}
