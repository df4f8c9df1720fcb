import * as assert from "node:assert/strict";

import { parse } from "yaml";

import { withNodeRole, withoutNodeRole } from "../../src/clusters/awsAuth";

const NODE = {
    roleArn: "arn:aws:iam::111111111111:role/node",
    username: "system:node:{{EC2PrivateDNSName}}",
    groups: ["system:bootstrappers", "system:nodes"],
};

const OTHERS = `# kept by hand
- rolearn: arn:aws:iam::111111111111:role/admin
  username: admin
  groups: [system:masters]
`;

describe("EKS's own entries in aws-auth", () => {
    it("create the list if there is none, as EKS writes them", () => {
        for (const text of [undefined, "", "[]"]) {
            assert.deepEqual(parse(withNodeRole(text, NODE)), [
                { groups: NODE.groups, rolearn: NODE.roleArn, username: NODE.username },
            ]);
        }
    });

    it("keep other entries unchanged", () => {
        const both = withNodeRole(OTHERS, NODE);
        assert.equal((parse(both) as unknown[]).length, 2);
        assert.deepEqual(parse(withoutNodeRole(both, NODE.roleArn)), parse(OTHERS));
    });

    it("are written once and keep an existing entry of the role", () => {
        const own = OTHERS.replace("role/admin", "role/node");
        assert.equal(withNodeRole(own, NODE), own);
        assert.equal(withoutNodeRole(OTHERS, NODE.roleArn), OTHERS);
    });

    it("are not written over text that is not a list", () => {
        assert.throws(() => withNodeRole("a: b", NODE), /mapRoles of kube-system\/aws-auth/);
    });
});
