/** Argo CD's chart in a directory, checked before anything is built. */
import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { parse } from "yaml";

import { ARGO_CD_CHART } from "../components/lib/argocd/release";
import { UserError } from "../components/lib/userError";

interface ChartFile {
    readonly name?: unknown;
    readonly version?: unknown;
}

/**
 * Fails unless a directory holds the chart of this release.
 * @throws UserError naming the file, what was found and what is needed
 */
export async function checkArgoCdChart(directory: string): Promise<void> {
    const { name, version } = ARGO_CD_CHART;
    const file = path.join(directory, "Chart.yaml");
    const chart = await readYaml<ChartFile>(file);
    if (chart?.name !== name || chart.version !== version) {
        throw new UserError(
            `${file} is of chart ${String(chart?.name)} ${String(chart?.version)}, expected ${name} ${version}. Get it by: helm pull ${ARGO_CD_CHART.address} --version ${version} --untar.`,
        );
    }
}

async function readYaml<T>(file: string): Promise<T | null> {
    try {
        return parse(await readFile(file, "utf8")) as T | null;
    } catch (error) {
        throw new UserError(
            `${file} can't be read: ${(error as Error).message}. argocd.chart names a directory with the chart ${ARGO_CD_CHART.name} ${ARGO_CD_CHART.version}.`,
        );
    }
}
