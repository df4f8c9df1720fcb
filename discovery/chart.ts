/** Checks a chart in a directory before anything is created. */
import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { parse } from "yaml";

import { UserError } from "../lib/userError";

/** The expected chart. */
export interface KnownChart {
    /** Configuration key that names the directory. */
    readonly key: string;
    readonly name: string;
    readonly version: string;
    /** Command that downloads it. */
    readonly pull: string;
}

interface ChartFile {
    readonly name?: unknown;
    readonly version?: unknown;
}

/**
 * Rejects a directory without the chart of this release.
 * @throws UserError naming the file, what was found and what is needed
 */
export async function checkChart(directory: string, known: KnownChart): Promise<void> {
    const file = path.join(directory, "Chart.yaml");
    const chart = await readYaml(file, known);
    if (chart?.name !== known.name || chart.version !== known.version) {
        throw new UserError(
            `${file} is of chart ${String(chart?.name)} ${String(chart?.version)}, expected ${known.name} ${known.version}. Get it by: ${known.pull}.`,
        );
    }
}

async function readYaml(
    file: string,
    { key, name, version }: KnownChart,
): Promise<ChartFile | null> {
    try {
        return parse(await readFile(file, "utf8")) as ChartFile | null;
    } catch (error) {
        throw new UserError(
            `${file} can't be read: ${(error as Error).message}. ${key} names a directory with the chart ${name} ${version}.`,
        );
    }
}
