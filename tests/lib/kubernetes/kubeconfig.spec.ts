import assert from "node:assert/strict";

import { renderKubeconfig } from "../../../lib/kubernetes/kubeconfig";

const FACTS = {
    clusterName: "testing",
    region: "eu-central-1",
    endpoint: "https://testing.eks.amazonaws.com",
    certificateAuthorityData: "LS0tLS1CRUdJTg==",
};
const COMMAND = [
    ...["eks", "get-token", "--cluster-name", "testing"],
    ...["--region", "eu-central-1", "--output", "json"],
];

describe("renderKubeconfig", () => {
    it("contains a command and no credential", () => {
        assert.deepEqual(JSON.parse(renderKubeconfig(FACTS)), {
            apiVersion: "v1",
            kind: "Config",
            "current-context": "testing",
            contexts: [{ name: "testing", context: { cluster: "testing", user: "testing" } }],
            clusters: [
                {
                    name: "testing",
                    cluster: {
                        server: "https://testing.eks.amazonaws.com",
                        "certificate-authority-data": "LS0tLS1CRUdJTg==",
                    },
                },
            ],
            users: [
                {
                    name: "testing",
                    user: {
                        exec: {
                            apiVersion: "client.authentication.k8s.io/v1beta1",
                            command: "aws",
                            args: COMMAND,
                            interactiveMode: "Never",
                        },
                    },
                },
            ],
        });
    });

    it("assumes a role only if one is given", () => {
        const roleArn = "arn:aws:iam::222222222222:role/Provisioner";
        const config = JSON.parse(renderKubeconfig({ ...FACTS, roleArn })) as {
            users: { user: { exec: { args: string[] } } }[];
        };
        assert.deepEqual(config.users[0]!.user.exec.args, [...COMMAND, "--role-arn", roleArn]);
    });
});
