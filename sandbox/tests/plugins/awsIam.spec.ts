import * as assert from "node:assert/strict";

import type { Session } from "../../src/plugins/provider/resource";
import { requiredText } from "../../src/plugins/provider/values";
import { ACCOUNT, Lifecycle, localAws, sessionIn } from "./pluginSupport";

const ROLE = "aws:iam/role:Role";
const trust = (service: string): string =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
    });
const permission = (resource: string): string =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: resource }],
    });

describe("aws.iam in the sandbox", () => {
    let session: Session;
    let actions: string[];

    beforeEach(async () => {
        const { local } = localAws();
        actions = [];
        session = await sessionIn(local, { defaultTags: '{"tags":{"team":"x"}}' }, (action) =>
            actions.push(action),
        );
        actions.length = 0;
    });

    const makeRole = (inputs: object = {}): Promise<Lifecycle> =>
        Lifecycle.create(session, ROLE, {
            name: "deployer",
            assumeRolePolicy: trust("eks.amazonaws.com"),
            ...inputs,
        });

    it("creates a role under its name, with ARN, unique id and all tags", async () => {
        const role = await makeRole({ tags: { own: "1" } });
        assert.equal(role.id, "deployer");
        assert.equal(role.state.arn, `arn:aws:iam::${ACCOUNT}:role/deployer`);
        assert.match(requiredText(role.state, "uniqueId"), /^AROA/);
        assert.deepEqual(role.state.tags, { own: "1" });
        assert.deepEqual(role.state.tagsAll, { own: "1", team: "x" });
        assert.equal(role.state.maxSessionDuration, 3600);
        assert.deepEqual(role.diff({ ...role.inputs, tags: { own: "1" } }), []);
    });

    it("updates a role in place and calls only what changed", async () => {
        const role = await makeRole({ description: "a" });
        actions.length = 0;
        const changed = { name: "deployer", assumeRolePolicy: trust("ec2.amazonaws.com") };
        assert.deepEqual(role.diff(changed), ["assumeRolePolicy", "description"]);
        await role.update(changed);
        assert.deepEqual(actions, ["iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:GetRole"]);
        assert.equal(role.state.description, "");
    });

    it("replaces a role whose name or path changes", async () => {
        const role = await makeRole();
        const inputs = { assumeRolePolicy: trust("eks.amazonaws.com") };
        assert.deepEqual(role.diff({ ...inputs, name: "other", path: "/x/" }), ["name!", "path!"]);
    });

    it("detects and reverts manual changes", async () => {
        const role = await makeRole();
        await session.api.call("iam:UpdateRole", { RoleName: "deployer", Description: "hand" });
        await session.api.call("iam:TagRole", {
            RoleName: "deployer",
            Tags: [{ Key: "by", Value: "hand" }],
        });
        const found = await role.refresh();
        role.state = found?.state ?? {};
        assert.deepEqual(role.state.tags, { by: "hand" });
        const inputs = { name: "deployer", assumeRolePolicy: trust("eks.amazonaws.com") };
        assert.deepEqual(role.diff(inputs), ["description", "tags", "tagsAll.by"]);
        await role.update(inputs);
        assert.deepEqual(role.diff(inputs), []);
    });

    it("deletes a role, also one that was deleted, and no longer finds it", async () => {
        const role = await makeRole();
        await role.delete();
        assert.equal(await role.refresh(), undefined);
        await role.delete();
    });

    it("deletes a role with policies only if forceDetachPolicies is set", async () => {
        const document = { RoleName: "deployer", PolicyDocument: permission("*") };
        for (const forceDetachPolicies of [false, true]) {
            const role = await makeRole({ forceDetachPolicies });
            await session.api.call("iam:PutRolePolicy", { ...document, PolicyName: "p" });
            if (forceDetachPolicies) {
                await role.delete();
            } else {
                await assert.rejects(role.delete(), { code: "DeleteConflict" });
                await session.api.call("iam:DeleteRolePolicy", {
                    RoleName: "deployer",
                    PolicyName: "p",
                });
                await role.delete();
            }
        }
    });

    it("imports a role by its name with the inputs a program would give", async () => {
        const role = await makeRole({ description: "d" });
        const found = await role.import();
        assert.deepEqual(Object.keys(found?.inputs ?? {}).sort(), [
            "assumeRolePolicy",
            "description",
            "name",
            "tagsAll",
        ]);
    });

    it("keeps a managed policy's versions within IAM's five", async () => {
        const policy = await Lifecycle.create(session, "aws:iam/policy:Policy", {
            policy: permission("arn:aws:iam::1:role/v0"),
        });
        for (const version of [1, 2, 3, 4, 5, 6]) {
            await policy.update({ policy: permission(`arn:aws:iam::1:role/v${version}`) });
        }
        assert.match(requiredText(policy.state, "policy"), /role\/v6/);
        await policy.delete();
        assert.equal(await policy.refresh(), undefined);
    });

    it("attaches and detaches policies, and detects deleted attachments", async () => {
        await makeRole();
        const policyArn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";
        const attachment = await Lifecycle.create(
            session,
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            { role: "deployer", policyArn },
        );
        assert.equal(attachment.id, `deployer/${policyArn}`);
        assert.deepEqual((await attachment.import())?.inputs, { policyArn, role: "deployer" });
        await attachment.delete();
        assert.equal(await attachment.refresh(), undefined);
    });

    it("writes inline policies under role and name", async () => {
        await makeRole();
        const inline = await Lifecycle.create(session, "aws:iam/rolePolicy:RolePolicy", {
            role: "deployer",
            name: "assume",
            policy: permission("*"),
        });
        assert.equal(inline.id, "deployer:assume");
        await inline.update({
            role: "deployer",
            name: "assume",
            policy: permission("arn:aws:iam::111111111111:role/x"),
        });
        assert.match(requiredText((await inline.import())?.state ?? {}, "policy"), /role\/x/);
        await inline.delete();
        assert.equal(await inline.refresh(), undefined);
    });

    it("keeps an OpenID Connect provider's URL without its scheme, and changes clients in place", async () => {
        const url = "https://oidc.eks.eu-central-1.amazonaws.com/id/A";
        const type = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
        const provider = await Lifecycle.create(session, type, {
            url,
            clientIdLists: ["sts.amazonaws.com"],
        });
        assert.equal(provider.state.url, url.replace("https://", ""));
        assert.deepEqual(provider.diff({ url, clientIdLists: ["sts.amazonaws.com"] }), []);
        await provider.update({ url, clientIdLists: ["other", "sts.amazonaws.com"] });
        assert.deepEqual(provider.diff({ url, clientIdLists: ["sts.amazonaws.com", "other"] }), []);
        assert.deepEqual(
            provider.diff({ url: `${url}B`, clientIdLists: ["sts.amazonaws.com", "other"] }),
            ["url!"],
        );
    });
});
