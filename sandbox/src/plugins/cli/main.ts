/** Entry point of the sandbox's `aws` command. */
import { credentialsOf, requiredVariable } from "../environment";
import { parseCommand, UsageError, type Command } from "./arguments";
import { callIam } from "./iam";
import { presignedIdentityUrl } from "./signing";
import { assumeRole, assumeRoleWithWebIdentity, stsOver } from "./sts";
import { clusterToken, execCredential } from "./token";
import { OWN_VERSION } from "./version";

async function run(command: Command): Promise<string> {
    if (command.kind === "version") {
        return OWN_VERSION;
    }
    const network = {
        proxyUrl: process.env.HTTPS_PROXY,
        caBundle: process.env.AWS_CA_BUNDLE ?? process.env.SSL_CERT_FILE,
    };
    const { region } = command;
    if (command.kind === "assume-role-with-web-identity") {
        return JSON.stringify(
            await assumeRoleWithWebIdentity(network, region, command),
            undefined,
            4,
        );
    }
    const base = credentialsOf(process.env);
    if (base === undefined) {
        throw new UsageError(
            'Unable to locate credentials. You can configure credentials by running "aws configure".',
            253,
        );
    }
    const sts = stsOver(network);
    if (command.kind === "get-caller-identity") {
        const { Account, Arn, UserId } = await sts(base, region, "GetCallerIdentity", {});
        return JSON.stringify({ UserId, Account, Arn }, undefined, 4);
    }
    if (command.kind === "assume-role") {
        const { roleArn, sessionName } = command;
        const params = { RoleArn: roleArn, RoleSessionName: sessionName };
        return JSON.stringify(await sts(base, region, "AssumeRole", params), undefined, 4);
    }
    if (command.kind === "iam") {
        const socket = requiredVariable(process.env, "SANDBOX_AWS_SOCKET");
        return JSON.stringify(await callIam(socket, base, region, command.call), undefined, 4);
    }
    const credentials =
        command.roleArn === undefined ? base : await assumeRole(sts, base, region, command.roleArn);
    const now = new Date();
    const url = await presignedIdentityUrl(credentials, region, command.clusterName, now);
    return JSON.stringify(execCredential(clusterToken(url), now, process.env.KUBERNETES_EXEC_INFO));
}

async function main(): Promise<void> {
    try {
        const command = parseCommand(process.argv.slice(2), process.env);
        process.stdout.write(`${await run(command)}\n`);
    } catch (error) {
        process.stderr.write(`\n${(error as Error).message}\n`);
        // 254: the service returned an error, as in the AWS CLI.
        process.exitCode = error instanceof UsageError ? error.exitCode : 254;
    }
}

void main();
