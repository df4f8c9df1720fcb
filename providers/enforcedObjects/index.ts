/** The provider of EnforcedObjects, as Pulumi serializes it. */
import { carriedProvider } from "../carried";
import type { EnforcedState } from "./provider";

export const enforcedObjectsProvider = carriedProvider<EnforcedState, EnforcedState>(
    "./providers/enforcedObjects/provider",
);
