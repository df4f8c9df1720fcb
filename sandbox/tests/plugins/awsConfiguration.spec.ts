import * as assert from "node:assert/strict";

import { AwsError } from "../../src/aws/errors";
import {
    configurationProblems,
    openSession,
    type CallAws,
} from "../../src/plugins/aws/configuration";
import type { Properties } from "../../src/plugins/provider/values";
import { ACCOUNT, localAws, REGION, sessionIn } from "./pluginSupport";

const operator = { accessKeyId: "AKIAOPERATOR", secretAccessKey: "s" };

describe("the aws provider's configuration", () => {
    it("acts as the last of the roles it assumes, in its account and region", async () => {
        const { local, actions } = localAws();
        const { api } = await sessionIn(local);
        assert.equal(api.accountId, ACCOUNT);
        assert.equal(api.region, REGION);
        assert.equal(api.partition, "aws");
        assert.deepEqual(actions, ["sts:AssumeRole", "sts:GetCallerIdentity"]);
    });

    it("rejects an account that is not allowed, or forbidden, as the real provider does", async () => {
        const { local } = localAws();
        const expected = { message: `AWS account ID not allowed: ${ACCOUNT}` };
        await assert.rejects(sessionIn(local, { allowedAccountIds: '["999999999998"]' }), expected);
        await assert.rejects(sessionIn(local, { forbiddenAccountIds: `["${ACCOUNT}"]` }), expected);
        await sessionIn(local, { allowedAccountIds: JSON.stringify([ACCOUNT]) });
    });

    it("reads nested settings as JSON text", async () => {
        const { local } = localAws();
        const session = await sessionIn(local, { defaultTags: '{"tags":{"team":"x"}}' });
        assert.deepEqual(session.defaultTags, { team: "x" });
    });

    it("passes session name, duration and external id when it assumes a role", async () => {
        const seen: Properties[] = [];
        const call: CallAws = ({ action, params }) => {
            seen.push(params as Properties);
            return Promise.resolve(
                action === "sts:AssumeRole"
                    ? {
                          Credentials: {
                              AccessKeyId: "a",
                              SecretAccessKey: "b",
                              SessionToken: "c",
                          },
                      }
                    : { Account: ACCOUNT, Arn: `arn:aws:sts::${ACCOUNT}:x`, UserId: "u" },
            );
        };
        await openSession(call, operator, {
            region: REGION,
            assumeRoles: [
                { roleArn: "arn:r", sessionName: "ci", duration: "1h30m", externalId: "e" },
            ],
        });
        assert.deepEqual(seen[0], {
            RoleArn: "arn:r",
            RoleSessionName: "ci",
            DurationSeconds: 5400,
            ExternalId: "e",
        });
    });

    it("reports which role cannot be assumed and why", async () => {
        const call: CallAws = () =>
            Promise.reject(new AwsError("AccessDenied", "not authorized", 403));
        await assert.rejects(
            openSession(call, operator, {
                region: REGION,
                assumeRoles: [{ roleArn: "arn:aws:iam::1:role/x" }],
            }),
            /IAM Role \(arn:aws:iam::1:role\/x\) cannot be assumed.*STS: AssumeRole, AccessDenied: not authorized/s,
        );
    });

    it("requires a region and a caller", async () => {
        const call: CallAws = () => Promise.reject(new Error("not called"));
        await assert.rejects(openSession(call, operator, {}), /missing region/);
        await assert.rejects(
            openSession(call, undefined, { region: REGION }),
            /No valid credential sources/,
        );
    });

    it("rejects static credentials", () => {
        for (const name of ["accessKey", "secretKey", "token", "profile"]) {
            assert.match(configurationProblems({ [name]: "x" })[0] ?? "", /no static credential/);
        }
    });

    it("rejects settings it does not model and takes those without effect, or unset", () => {
        assert.match(configurationProblems({ endpoints: "[{}]" })[0] ?? "", /'endpoints'/);
        assert.deepEqual(
            configurationProblems({
                skipCredentialsValidation: "false",
                skipRegionValidation: "true",
                useFipsEndpoint: "false",
                profile: "",
            }),
            [],
        );
    });
});
