/** A log of JSON values, one a line. */
import { createWriteStream, mkdirSync } from "node:fs";
import * as path from "node:path";

/** Opens a log for appending. Lines are whole: readers may follow while it is written. */
export function jsonLines(file: string): (entry: unknown) => void {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const stream = createWriteStream(file, { flags: "a", mode: 0o600 });
    return (entry) => {
        stream.write(`${JSON.stringify(entry)}\n`);
    };
}
