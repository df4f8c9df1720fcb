import type { Store } from "../store";
import type { IamQuotas } from "./quotas";

/** What IAM's actions work with. */
export interface IamDeps {
    readonly store: Store;
    readonly quotas: IamQuotas;
    readonly now: () => Date;
    /** Told after an OIDC provider for an issuer came or went, in any account. */
    readonly onProvidersChanged: (issuer: string) => Promise<void>;
    /** Told after a role was made or deleted: what holds its unique id may have to change. */
    readonly onRolesChanged: (arn: string) => Promise<void>;
}
