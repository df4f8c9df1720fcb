import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { accountIam, type AccountIam, type IamPlace } from "../../../providers/trustedIssuer/iam";

const ARN = "arn:aws:iam::222222222222:oidc-provider/x";
const PLACE: IamPlace = { accountId: "222222222222", region: "eu-west-1" };
const REFUSED = (code: string): string =>
    `echo >&2; echo 'An error occurred (${code}) when calling the X operation: no' >&2; exit 254`;

describe("IAM of an account, through the aws command", () => {
    let directory: string;
    beforeEach(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "aws-command-"));
    });
    afterEach(() => rm(directory, { recursive: true, force: true }));

    /** A fake `aws` that answers by its first two words; each call is recorded with its access key. */
    async function connect(
        answers: Readonly<Record<string, string>>,
        place: IamPlace = PLACE,
    ): Promise<AccountIam> {
        const known: Readonly<Record<string, string>> = {
            "sts get-caller-identity": `echo '{"Account":"222222222222"}'`,
            ...answers,
        };
        const file = path.join(directory, "aws");
        await writeFile(
            file,
            [
                "#!/bin/sh",
                `echo "$AWS_ACCESS_KEY_ID/$AWS_PROFILE/$AWS_REGION: $*" >> '${directory}/calls'`,
                'case "$1 $2" in',
                ...Object.entries(known).map(([words, script]) => `"${words}") ${script};;`),
                "*) echo unexpected >&2; exit 252;;",
                "esac",
                "",
            ].join("\n"),
        );
        await chmod(file, 0o755);
        return accountIam(place, {
            PATH: `${directory}:${process.env["PATH"] ?? ""}`,
            AWS_ACCESS_KEY_ID: "ambient",
            AWS_PROFILE: "somebody",
        });
    }

    async function calls(): Promise<readonly string[]> {
        return (await readFile(path.join(directory, "calls"), "utf8")).trimEnd().split("\n");
    }

    it("rejects credentials of another account", async () => {
        await assert.rejects(
            connect({ "sts get-caller-identity": `echo '{"Account":"333333333333"}'` }),
            /the credentials belong to account 333333333333, but account 222222222222 is expected/,
        );
    });

    it("uses the ambient credentials, or those of the given role", async () => {
        await connect({});
        assert.deepEqual(await calls(), [
            "ambient/somebody/eu-west-1: sts get-caller-identity --output json",
        ]);
        const credentials = `{"AccessKeyId":"assumed","SecretAccessKey":"s","SessionToken":"t"}`;
        await connect(
            { "sts assume-role": `echo '{"Credentials":${credentials}}'` },
            { ...PLACE, roleArn: "arn:aws:iam::222222222222:role/Provisioner" },
        );
        assert.deepEqual((await calls()).slice(1), [
            "ambient/somebody/eu-west-1: sts assume-role --role-arn arn:aws:iam::222222222222:role/Provisioner --role-session-name eks-gitops-fleet --output json",
            "assumed//eu-west-1: sts get-caller-identity --output json",
        ]);
    });

    it("finds a provider, or none", async () => {
        const found = `{"ClientIDList":["sts.amazonaws.com"],"Tags":[{"Key":"a","Value":"b"}]}`;
        const there = await connect({ "iam get-open-id-connect-provider": `echo '${found}'` });
        assert.deepEqual(await there.find(ARN), {
            audiences: ["sts.amazonaws.com"],
            tags: { a: "b" },
        });
        const bare = await connect({ "iam get-open-id-connect-provider": `echo '{}'` });
        assert.deepEqual(await bare.find(ARN), { audiences: [], tags: {} });
        const absent = await connect({
            "iam get-open-id-connect-provider": REFUSED("NoSuchEntity"),
        });
        assert.equal(await absent.find(ARN), undefined);
    });

    it("does not mistake another failure for a missing provider", async () => {
        const denied = await connect({
            "iam get-open-id-connect-provider": REFUSED("AccessDenied"),
        });
        await assert.rejects(
            denied.find(ARN),
            /^Error: aws iam get-open-id-connect-provider: An error occurred \(AccessDenied\)|aws iam get-open-id/,
        );
    });

    it("reports whether it created a provider, or one existed", async () => {
        const make = "iam create-open-id-connect-provider";
        const iam = await connect({ [make]: `echo '{"OpenIDConnectProviderArn":"x"}'` });
        assert.equal(await iam.create("https://x", "sts.amazonaws.com", { a: "it's $(b)" }), true);
        assert.equal(
            (await calls()).at(-1),
            'ambient/somebody/eu-west-1: iam create-open-id-connect-provider --url https://x --client-id-list sts.amazonaws.com --tags [{"Key":"a","Value":"it\'s $(b)"}] --output json',
        );
        const there = await connect({ [make]: REFUSED("EntityAlreadyExists") });
        assert.equal(await there.create("https://x", "sts.amazonaws.com", {}), false);
    });

    it("changes and deletes it, and accepts empty answers", async () => {
        const iam = await connect(
            Object.fromEntries(
                ["delete-", "tag-", "untag-", "add-client-id-to-", "remove-client-id-from-"].map(
                    (verb) => [`iam ${verb}open-id-connect-provider`, "true"],
                ),
            ),
        );
        await iam.remove(ARN);
        await iam.tag(ARN, { a: "b" });
        await iam.untag(ARN, ["a", "b"]);
        await iam.addAudience(ARN, "sts.amazonaws.com");
        await iam.removeAudience(ARN, "sts.amazonaws.com");
        assert.deepEqual(
            (await calls()).slice(1).map((line) => line.split(": iam ")[1]),
            [
                `delete-open-id-connect-provider --open-id-connect-provider-arn ${ARN} --output json`,
                `tag-open-id-connect-provider --open-id-connect-provider-arn ${ARN} --tags [{"Key":"a","Value":"b"}] --output json`,
                `untag-open-id-connect-provider --open-id-connect-provider-arn ${ARN} --tag-keys ["a","b"] --output json`,
                `add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${ARN} --client-id sts.amazonaws.com --output json`,
                `remove-client-id-from-open-id-connect-provider --open-id-connect-provider-arn ${ARN} --client-id sts.amazonaws.com --output json`,
            ],
        );
    });

    it("lists the roles that trust a provider", async () => {
        const role = (RoleName: string, Federated: string): object => ({
            RoleName,
            AssumeRolePolicyDocument: { Statement: [{ Principal: { Federated } }] },
        });
        const Roles = [role("one", ARN), role("other", "y"), { RoleName: "bare" }];
        const iam = await connect({ "iam list-roles": `echo '${JSON.stringify({ Roles })}'` });
        assert.deepEqual(await iam.rolesTrusting(ARN), ["one"]);
    });

    it("reports a missing aws command", async () => {
        await assert.rejects(
            accountIam(PLACE, { PATH: directory }),
            /the aws command is not on the PATH/,
        );
    });
});
