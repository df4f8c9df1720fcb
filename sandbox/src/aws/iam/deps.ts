import type { Store } from "../store";
import type { IamQuotas } from "./quotas";

/** What IAM's actions work with. */
export interface IamDeps {
    readonly store: Store;
    readonly quotas: IamQuotas;
    readonly now: () => Date;
    /** Called after an OIDC provider for an issuer was created or deleted, in any account. */
    readonly onProvidersChanged: (issuer: string) => Promise<void>;
    /** Called after a role was created or deleted, since whatever stores its unique id may have to change. */
    readonly onRolesChanged: (arn: string) => Promise<void>;
}
