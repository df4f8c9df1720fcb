import assert from "node:assert/strict";

import {
    AMI_TYPES,
    architectureOf,
    architectureOfImage,
    defaultAmiType,
    nodeVolumes,
} from "../../../lib/cluster/nodes";

describe("The processor of an instance type", () => {
    const GRAVITON = ["t4g.medium", "m7g.large", "c7gn.xlarge", "im4gn.large", "is4gen.medium"];
    for (const type of [...GRAVITON, "x2gd.metal", "g5g.xlarge", "i8ge.large", "a1.large"]) {
        it(`recognizes ${type} as Graviton`, () => assert.equal(architectureOf(type), "arm64"));
    }
    const OTHERS = ["t3.large", "t3a.large", "m7i-flex.2xlarge", "g4dn.xlarge", "g6.xlarge"];
    for (const type of [
        ...OTHERS,
        "gr6.4xlarge",
        "u-6tb1.metal",
        "p5.48xlarge",
        "trn1n.32xlarge",
    ]) {
        it(`does not recognize ${type} as Graviton`, () =>
            assert.equal(architectureOf(type), "x86_64"));
    }

    it("selects the Amazon Linux 2023 image", () => {
        assert.equal(defaultAmiType(["t4g.medium", "m7g.large"]), "AL2023_ARM_64_STANDARD");
        assert.equal(defaultAmiType(["t3.large"]), "AL2023_x86_64_STANDARD");
    });

    it("is known for every image", () => {
        assert.deepEqual(AMI_TYPES.map(architectureOfImage), [
            ...["x86_64", "arm64", "x86_64", "arm64"],
        ]);
    });
});

describe("A node's disks", () => {
    const encrypted = { volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" };

    it("are one on Amazon Linux, with the configured size", () => {
        assert.deepEqual(nodeVolumes("AL2023_ARM_64_STANDARD", 80), [
            { deviceName: "/dev/xvda", ebs: { ...encrypted, volumeSize: 80 } },
        ]);
    });

    it("are two on Bottlerocket: the image's system disk, and one for pods", () => {
        assert.deepEqual(nodeVolumes("BOTTLEROCKET_x86_64", 80), [
            { deviceName: "/dev/xvda", ebs: encrypted },
            { deviceName: "/dev/xvdb", ebs: { ...encrypted, volumeSize: 80 } },
        ]);
    });
});
