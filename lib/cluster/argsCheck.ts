/** Fails to compile if the keys of the stack file and the arguments in code differ. */
import type { z } from "zod";

import type { Agreed, SameArgs } from "../sameArgs";
import type {
    CreatedClusterArgs,
    ExistingClusterArgs,
    ExistingManagementArgs,
    FleetArgs,
} from "./args";
import type { existingCluster, existingManagement } from "./existingSchema";
import type { fleetShape } from "./fleetSchema";
import type { cluster } from "./schema";

type FleetInput = {
    -readonly [Key in keyof typeof fleetShape]?: z.input<(typeof fleetShape)[Key]>;
};

export type ArgsCheck = readonly [
    Agreed<
        SameArgs<Omit<CreatedClusterArgs, "existing" | "operatorCidrs">, z.input<typeof cluster>>
    >,
    Agreed<SameArgs<ExistingClusterArgs, z.input<typeof existingCluster>>>,
    Agreed<SameArgs<ExistingManagementArgs, z.input<typeof existingManagement>>>,
    Agreed<SameArgs<FleetArgs & Pick<CreatedClusterArgs, "operatorCidrs">, FleetInput>>,
];
