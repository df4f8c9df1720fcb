/** The sandbox's command line. */
import { createProgram } from "./program";

createProgram()
    .parseAsync()
    .catch((error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
    });
