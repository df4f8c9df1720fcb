import assert from "node:assert/strict";

import { addonConfiguration, addonsInOrder } from "../../../lib/cluster/addons";

describe("addonsInOrder", () => {
    it("installs networking and credentials before the nodes, and what runs on nodes after them", () => {
        const version = "v1.0.0-eksbuild.1";
        const { beforeNodes, afterNodes } = addonsInOrder({
            coredns: { version },
            "vpc-cni": { version },
            "metrics-server": { version },
            "aws-ebs-csi-driver": { version },
            "kube-proxy": { version },
            "eks-pod-identity-agent": { version },
        });
        assert.deepEqual(beforeNodes.map(([name]) => name).sort(), [
            ...["eks-pod-identity-agent", "kube-proxy", "vpc-cni"],
        ]);
        assert.deepEqual(afterNodes.map(([name]) => name).sort(), [
            ...["aws-ebs-csi-driver", "coredns", "metrics-server"],
        ]);
    });
});

describe("addonConfiguration", () => {
    const version = "v1.0.0-eksbuild.1";
    const configuration = { replicaCount: 3 };

    it("defaults to the add-on's own configuration", () => {
        assert.equal(addonConfiguration("coredns", { version }, "managed"), undefined);
        assert.equal(addonConfiguration("vpc-cni", { version }, "fargate"), undefined);
    });

    it("serializes configured values as JSON", () => {
        assert.equal(
            addonConfiguration("coredns", { version, configuration }, "managed"),
            '{"replicaCount":3}',
        );
    });

    it("lets CoreDNS run on Fargate on a Fargate cluster", () => {
        assert.equal(
            addonConfiguration("coredns", { version, configuration }, "fargate"),
            '{"computeType":"Fargate","replicaCount":3}',
        );
    });
});
