/** The provider of ClusterReadiness, as Pulumi carries it. */
import { carriedProvider } from "../carried";
import type { ReadinessInputs } from "./provider";

export const clusterReadinessProvider = carriedProvider<ReadinessInputs, ReadinessInputs>(
    "./providers/clusterReadiness/provider",
);
