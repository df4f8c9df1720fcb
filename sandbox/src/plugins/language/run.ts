/** How a program is run: the command line of @pulumi/pulumi's own runner, cmd/run. */

/** What the engine asks for. */
export interface RunRequest {
    readonly monitorAddress: string;
    readonly engineAddress: string;
    readonly organization: string;
    readonly project: string;
    readonly stack: string;
    readonly pwd: string;
    readonly rootDirectory: string;
    /** `.`, or a file relative to `pwd`. */
    readonly entryPoint: string;
    readonly parallel: number;
    readonly dryRun: boolean;
    readonly args: readonly string[];
    readonly config: Readonly<Record<string, string>>;
    readonly configSecretKeys: readonly string[];
    /** `runtime.options` of Pulumi.yaml. */
    readonly options: Readonly<Record<string, unknown>>;
}

export interface ProgramCommand {
    readonly args: readonly string[];
    /** Beside the host's own. */
    readonly environment: Readonly<Record<string, string>>;
}

/** Exit code of a program that has already reported its error to the user: cmd/run, `nodeJSProcessExitedAfterLoggingUserActionableMessage`. */
export const BAIL_EXIT_CODE = 32;

/**
 * Arguments and environment for node.
 * @param runner path of cmd/run as the program's directory resolves it
 */
export function programCommand(request: RunRequest, runner: string): ProgramCommand {
    const { nodeargs, tsconfig, typescript } = request.options;
    return {
        args: [
            ...(typeof nodeargs === "string" ? nodeargs.split(" ").filter(Boolean) : []),
            runner,
            `--monitor=${request.monitorAddress}`,
            `--engine=${request.engineAddress}`,
            `--organization=${request.organization}`,
            `--project=${request.project}`,
            `--stack=${request.stack}`,
            `--pwd=${request.pwd}`,
            `--root-directory=${request.rootDirectory}`,
            `--parallel=${request.parallel}`,
            ...(request.dryRun ? ["--dry-run"] : []),
            request.entryPoint || ".",
            ...request.args,
        ],
        environment: {
            PULUMI_CONFIG: JSON.stringify(request.config),
            PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.configSecretKeys),
            PULUMI_NODEJS_TYPESCRIPT: String(typescript !== false),
            ...(typeof tsconfig === "string" && tsconfig !== ""
                ? { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig }
                : {}),
        },
    };
}

/** What to report to the engine about a program that exited. */
export function runOutcome(
    code: number | null,
    signal: NodeJS.Signals | null,
): { readonly error: string; readonly bail: boolean } {
    if (code === 0) {
        return { error: "", bail: false };
    }
    return code === BAIL_EXIT_CODE
        ? { error: "", bail: true }
        : {
              error:
                  code === null
                      ? `Program was ended by ${signal ?? "a signal"}`
                      : `Program exited with non-zero exit code: ${code}`,
              bail: false,
          };
}
