/** The product's program before an upgrade of Argo CD: the release's manifests with the previous version. */
import { ARGO_CD_RELEASE } from "../../../../lib/argocd/release";
import type { KubernetesObject } from "../../../../lib/kubernetes/objects";
import { readArgoCdManifests } from "../../../../lib/argocd/readManifests";
import program from "../../../../index";

const older = (text: string): string => text.replaceAll(ARGO_CD_RELEASE.version, "v3.5.2");

export = (): ReturnType<typeof program> =>
    program({
        manifests: async (...from) => {
            const { crds, installation } = await readArgoCdManifests(...from);
            return {
                crds: older(crds),
                installation: JSON.parse(
                    older(JSON.stringify(installation)),
                ) as readonly KubernetesObject[],
            };
        },
    });
