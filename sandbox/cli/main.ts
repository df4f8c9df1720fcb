/** The sandbox's command line. */
import { Command } from "commander";

import { destroy } from "./commands/destroy";
import { down } from "./commands/down";
import { passThrough } from "./commands/passThrough";
import { prune } from "./commands/prune";
import { run } from "./commands/run";
import { status } from "./commands/status";
import { ui } from "./commands/ui";
import { defaultOptions, type SandboxOptions } from "./options";

const program = new Command("npm run sandbox --")
    .description("The whole fleet on one machine, without an AWS account.")
    .option("--stack-file <file>", "stack file to run", defaultOptions.stackFile)
    .option(
        "--plugins <directory>",
        "directory with the real eks and awsx plugins (resource-NAME-vX.Y.Z/), used in place of the stand-ins",
    )
    .enablePositionalOptions()
    .showHelpAfterError();

const options = (): SandboxOptions => program.opts<SandboxOptions>();

program
    .command("run", { isDefault: true })
    .description("start everything, `pulumi up` to a Healthy guestbook, report (the default)")
    .action(() => run(options()));
program
    .command("up")
    .description("`pulumi up`, and the report")
    .action(() => run(options()));
program
    .command("preview")
    .description("`pulumi preview`")
    .action(() => passThrough(options(), ["preview"]));
program
    .command("refresh")
    .description("`pulumi refresh`")
    .action(() => passThrough(options(), ["refresh", "--yes", "--skip-preview"]));
program
    .command("destroy")
    .description("`pulumi destroy`; the sandbox itself stays")
    .action(() => destroy(options()));
program
    .command("pulumi")
    .description("any Pulumi command, with its own arguments")
    .argument("[args...]")
    .allowUnknownOption()
    .helpOption(false)
    .passThroughOptions()
    .action((args: string[]) => passThrough(options(), args));
program.command("status").description("what runs").action(status);
program
    .command("ui")
    .description("open a way to Argo CD's page and say how to log in")
    .option("--port <port>", "port on this machine's loopback", "8080")
    .action((command: { readonly port: string }) => ui(Number(command.port)));
program.command("down").description("end everything and remove its state").action(down);
program
    .command("prune")
    .description("remove tools built for other versions of the sandbox")
    .action(prune);
program.parseAsync().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
