/**
 * A chart that stands in for Harness's: its ServiceAccounts, annotated by the same values, and pods that use them.
 * Harness's own containers are not available in the sandbox, whose nodes run stand-ins instead.
 */
import { cp, mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";

import { HARNESS_CHART } from "../../../lib/harness/release";
import { toolPaths } from "../../../sandbox/src/tools/tools";

const WORKLOADS = `{{- range $name, $part := dict "gitops-agent" .Values.agent "argocd-application-controller" (index .Values "argo-cd" "controller") }}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $part.serviceAccount.name }}
  annotations: {{ $part.serviceAccount.annotations | toJson }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
spec:
  selector: { matchLabels: { app: {{ $name }} } }
  template:
    metadata:
      labels: { app: {{ $name }} }
      annotations: {{ $part.podAnnotations | toJson }}
    spec:
      serviceAccountName: {{ $part.serviceAccount.name }}
      securityContext: {{ $.Values.global.securityContext | toJson }}
      containers: [{ name: stand-in, image: "harness/gitops-agent:v0.84.1" }]
{{- end }}
`;

/** Writes the chart, with Argo CD's own CRDs. */
export async function writeHarnessChart(directory: string): Promise<void> {
    const { argocdModule } = await toolPaths();
    await mkdir(path.join(directory, "templates"), { recursive: true });
    await mkdir(path.join(directory, "crds"), { recursive: true });
    const { name, version } = HARNESS_CHART;
    await writeFile(
        path.join(directory, "Chart.yaml"),
        `apiVersion: v2\nname: ${name}\nversion: ${version}\n`,
    );
    await writeFile(path.join(directory, "templates", "workloads.yaml"), WORKLOADS);
    for (const kind of ["application", "applicationset", "appproject"]) {
        await cp(
            path.join(argocdModule, "manifests/crds", `${kind}-crd.yaml`),
            path.join(directory, "crds", `${kind}.yaml`),
        );
    }
}
