/** Entry point of pulumi-resource-eks. */
import { assertAwsCommand } from "../cli/version";
import { serveComponents } from "./componentProvider";
import { constructCluster } from "./eksCluster";

void serveComponents("eks", {
    "eks:index:Cluster": (name, inputs, opts) => {
        // As the real component: its kubeconfig is of no use without the command.
        assertAwsCommand();
        return constructCluster(name, inputs, opts);
    },
});
