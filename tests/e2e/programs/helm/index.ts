/** A Helm release of a chart in a directory, on a configured cluster. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { renderKubeconfig, type KubeconfigFacts } from "../../../../lib/kubernetes/kubeconfig";

const config = new pulumi.Config();
const cluster = config.requireObject<KubeconfigFacts>("cluster");

const word: string = config.require("word");

const provider = new k8s.Provider("cluster", { kubeconfig: renderKubeconfig(cluster) });
const release = new k8s.helm.v3.Release(
    "release",
    {
        name: "words",
        chart: config.require("chart"),
        namespace: "words",
        createNamespace: true,
        atomic: true,
        timeout: 120,
        values: { word },
    },
    { provider },
);

export const status: pulumi.Output<string> = release.status.apply((told) => told.status);
