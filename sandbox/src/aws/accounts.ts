/** Which AWS accounts exist: those of the organization, and no others. */
import type { Store, Table } from "./store";

export interface Account {
    readonly id: string;
}

/** Whether an account exists. */
export function accountExists(store: Store, id: string): boolean {
    return accounts(store).has(id);
}

/** Creates an account; an existing one is not changed. */
export function addAccount(store: Store, id: string): void {
    accounts(store).set(id, { id });
}

function accounts(store: Store): Table<Account> {
    // accounts belong to the organization, not to one another
    return store.table<Account>("organisation.account", { account: "organisation" });
}
