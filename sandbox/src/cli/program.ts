/** The sandbox's commands and their options. */
import { Command } from "commander";

import { statePaths } from "../paths";
import { requireState } from "../stateDirectory";
import { call } from "./commands/call";
import { destroy } from "./commands/destroy";
import { down } from "./commands/down";
import { kubectl } from "./commands/kubectl";
import { passThrough } from "./commands/passThrough";
import { prune } from "./commands/prune";
import { run } from "./commands/run";
import { status } from "./commands/status";
import { ui } from "./commands/ui";
import { collect, sandboxOptions, type GivenOptions, type SandboxOptions } from "./options";

/** The command line; nothing runs before it is parsed. */
export function createProgram(): Command {
    const program = new Command("npm run sandbox --")
        .description(
            "Runs a Pulumi program against a local AWS for EKS and IAM, on one Linux machine.",
        )
        .option(
            "--stack-file <file>",
            "stack file to run (default: Pulumi.dev.yaml); if repeated, stacks are updated in this order and destroyed in reverse",
            collect,
        )
        .option(
            "--plugins <directory>",
            "directory with the real eks and awsx plugins (resource-NAME-vX.Y.Z/), used instead of the stand-ins",
        )
        .option(
            "--chart <directory>",
            "directory of the argo-cd chart: Argo CD is installed with Helm unless the stack file sets argocd.install",
        )
        .option(
            "--program <path>",
            "Pulumi program to run instead of this repository's, with its own Pulumi.yaml and stack files if there are any beside it",
        )
        .option(
            "--aws-time <preset or settings>",
            "how long changes in the local AWS take to become effective: none, quick (default), slow, or settings such as resolve=5s,accept=5s,admit=10s; cannot be changed while the sandbox runs",
        )
        .enablePositionalOptions()
        .showHelpAfterError()
        .hook("preAction", async (_program, command) => {
            // Every command starts, reads or deletes state but prune, which works on tools.
            if (command.name() !== "prune") {
                await requireState(statePaths());
            }
        });

    const options = (): SandboxOptions => sandboxOptions(program.opts<GivenOptions>());

    program
        .command("run", { isDefault: true })
        .description("start the sandbox, run `pulumi up`, print the report (the default)")
        .action(() => run(options()));
    program
        .command("up")
        .description("same as run; a running sandbox is reused")
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
        .description(
            "`pulumi destroy`, then list what is left in the local AWS; the sandbox keeps running",
        )
        .action(() => destroy(options()));
    program
        .command("pulumi")
        .description("any Pulumi command with its own arguments")
        .argument("[args...]")
        .allowUnknownOption()
        .helpOption(false)
        .passThroughOptions()
        .action((args: string[]) => passThrough(options(), args));
    program
        .command("call")
        .description("call one action of the local AWS as an administrator of an account")
        .argument("<account>", "twelve digits")
        .argument("<action>", "iam:GetRole, eks:DescribeCluster, ...")
        .argument("[params]", "the request's parameters as JSON", "{}")
        .option("--region <region>", "region of the call", "eu-west-1")
        .action(call);
    program
        .command("kubectl")
        .description("run your kubectl on a cluster, as a role that administers it")
        .argument("<cluster>", "name of the cluster")
        .argument("[args...]")
        .option(
            "--role <arn>",
            "role to assume for the token (default: an administrator of the cluster)",
        )
        .passThroughOptions()
        .action(kubectl);
    program
        .command("status")
        .description("list stacks, clusters, nodes, pods and memory")
        .action(status);
    program
        .command("ui")
        .description("forward a local port to argocd-server and print how to log in")
        .option("--port <port>", "port on this machine's loopback", "8080")
        .action(({ port }: { readonly port: string }) => ui(Number(port)));
    program.command("down").description("stop the sandbox and delete its state").action(down);
    program
        .command("prune")
        .description("remove tools built for other versions of the sandbox")
        .action(prune);
    return program;
}
