/** Entry point of pulumi-resource-eks. */
import { serveComponents } from "./componentProvider";
import { constructCluster } from "./eksCluster";

void serveComponents("eks", { "eks:index:Cluster": constructCluster });
