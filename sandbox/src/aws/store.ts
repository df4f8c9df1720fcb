/** Everything the local AWS knows, in memory: tables of objects, one per account, region and kind. */

/** Where a table belongs: IAM's are global to an account, the others regional. */
export interface Scope {
    readonly account: string;
    /** Absent for global services. */
    readonly region?: string;
}

/** A table of objects of one kind in one scope, by id. */
export type Table<T> = Map<string, T>;

export class Store {
    private readonly tables = new Map<string, Map<string, Table<unknown>>>();

    /** The table of a kind in a scope; made empty when first asked for. T is the kind's own type, the same at every call. */
    public table<T>(kind: string, scope: Scope): Table<T> {
        const scopes = this.tables.get(kind) ?? new Map<string, Table<unknown>>();
        this.tables.set(kind, scopes);
        const key = `${scope.account}/${scope.region ?? "global"}`;
        const table = scopes.get(key) ?? new Map<string, unknown>();
        scopes.set(key, table);
        return table as Table<T>;
    }

    /** Every object of a kind as `<account>/<region>/<id>`. */
    public names(kind: string): readonly string[] {
        return [...(this.tables.get(kind) ?? [])].flatMap(([scope, table]) =>
            [...table.keys()].map((id) => `${scope}/${id}`),
        );
    }

    /** All objects of a kind, over all accounts and regions. */
    public all<T>(kind: string): readonly T[] {
        return [...(this.tables.get(kind)?.values() ?? [])].flatMap(
            (table) => [...table.values()] as T[],
        );
    }
}
