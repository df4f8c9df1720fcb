import type { JSONWebKeySet } from "jose";

import type { Store } from "../store";
import type { Sessions } from "./sessions";

/** What STS works with. */
export interface StsDeps {
    readonly store: Store;
    readonly sessions: Sessions;
    readonly now: () => Date;
    /** Keys published by an issuer. Rejects, or answers undefined, when it cannot be reached. */
    readonly issuerKeys: (issuer: string) => Promise<JSONWebKeySet | undefined>;
}
