/** Fails to compile if the keys of the stack file and the arguments in code differ. */
import type { z } from "zod";

import type {
    CreatedClusterArgs,
    ExistingClusterArgs,
    ExistingManagementArgs,
    FleetArgs,
} from "./args";
import type { existingCluster, existingManagement } from "./existingSchema";
import type { fleetShape } from "./fleetSchema";
import type { cluster } from "./schema";

type Agreed<T extends true> = T;

/** Without `readonly`, which zod's inputs do not have. */
type Mutable<T> = T extends readonly (infer Item)[]
    ? Mutable<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
      : T;

/** With every key: an optional key that only one side knows would be assignable. */
type Whole<T> = T extends readonly (infer Item)[]
    ? Whole<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]-?: Whole<T[Key]> }
      : T;

type Same<Args, Schema> = [Mutable<Args>] extends [Schema]
    ? [Schema] extends [Args]
        ? [Whole<Args>] extends [Whole<Schema>]
            ? [Whole<Schema>] extends [Whole<Args>]
                ? true
                : "the arguments have a key that the schema does not have"
            : "the schema has a key that the arguments do not have"
        : "the schema accepts what the arguments do not"
    : "the arguments accept what the schema does not";

type FleetInput = {
    -readonly [Key in keyof typeof fleetShape]?: z.input<(typeof fleetShape)[Key]>;
};

export type ArgsCheck = readonly [
    Agreed<Same<Omit<CreatedClusterArgs, "existing" | "operatorCidrs">, z.input<typeof cluster>>>,
    Agreed<Same<ExistingClusterArgs, z.input<typeof existingCluster>>>,
    Agreed<Same<ExistingManagementArgs, z.input<typeof existingManagement>>>,
    Agreed<Same<FleetArgs & Pick<CreatedClusterArgs, "operatorCidrs">, FleetInput>>,
];
