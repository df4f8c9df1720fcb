/** Fails to compile if the keys of the stack file and the arguments in code differ. */
import type { z } from "zod";

import type { Agreed, SameArgs } from "../sameArgs";
import type { HarnessArgs } from "./args";
import type { harness } from "./schema";

export type HarnessArgsCheck = Agreed<SameArgs<HarnessArgs, z.input<typeof harness>>>;
