/** The product's program before Argo CD's version was raised: the release's manifests with the version before it. */
import { ARGO_CD_RELEASE } from "../../../../lib/argocd/release";
import type { KubernetesObject } from "../../../../lib/kubernetes/objects";
import { readArgoCdManifests } from "../../../../discovery/argoCdManifests";
import program from "../../../../index";

const older = (text: string): string => text.replaceAll(ARGO_CD_RELEASE.version, "v3.5.2");

export = (): ReturnType<typeof program> =>
    program(async (...from) => {
        const { crds, installation } = await readArgoCdManifests(...from);
        return {
            crds: older(crds),
            installation: JSON.parse(
                older(JSON.stringify(installation)),
            ) as readonly KubernetesObject[],
        };
    });
