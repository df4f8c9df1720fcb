/** The provider of ClusterReadiness, as Pulumi serializes it. */
import { carriedProvider } from "../carried";
import type { ReadinessInputs } from "./provider";

export const clusterReadinessProvider = carriedProvider<ReadinessInputs, ReadinessInputs>(
    "./providers/clusterReadiness/provider",
);
