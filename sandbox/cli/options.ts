/** Options of every command of the sandbox. */
import * as path from "node:path";

import { repositoryRoot } from "../paths";

export interface SandboxOptions {
    /** Path of a `Pulumi.<stack>.yaml`. */
    readonly stackFile: string;
    /** Directory with the real eks and awsx plugins. */
    readonly plugins?: string;
}

export const defaultOptions: SandboxOptions = {
    stackFile: path.join(repositoryRoot, "Pulumi.dev.yaml"),
};
