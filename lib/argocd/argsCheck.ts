/** Fails to compile if the keys of the stack file and the arguments in code differ. */
import type { z } from "zod";

import type { Agreed, SameArgs } from "../sameArgs";
import type { AppOfAppsArgs, ApplicationSetArgs, ArgoCdArgs, RepositoryArgs } from "./args";
import type { appOfApps, applicationSet } from "./bootstrapSchema";
import type { repositories } from "./repositoriesSchema";
import type { argocd } from "./schema";

export type ArgoCdArgsCheck = readonly [
    Agreed<SameArgs<ArgoCdArgs, z.input<typeof argocd>>>,
    Agreed<SameArgs<AppOfAppsArgs, z.input<typeof appOfApps>>>,
    Agreed<SameArgs<ApplicationSetArgs, z.input<typeof applicationSet>>>,
    Agreed<SameArgs<Readonly<Record<string, RepositoryArgs>>, z.input<typeof repositories>>>,
];
