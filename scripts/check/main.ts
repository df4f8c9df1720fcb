/** `npm run check`: the types and the lint rules of everything in this repository. */
import * as path from "node:path";

import { check } from "./check";

void check(path.resolve(__dirname, "../..")).then((report) => {
    if (report !== "") {
        console.error(report);
        process.exitCode = 1;
    }
});
