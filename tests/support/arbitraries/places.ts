/** Accounts, regions and names, few enough that clusters share them. */
import fc from "fast-check";

import type { Partition } from "../../../lib/aws/arn";
import { matching } from "./fromSchema";

export const ACCOUNTS: readonly string[] = ["111111111111", "222222222222", "333333333333"];

export const REGIONS: Readonly<Record<Partition, readonly string[]>> = {
    aws: ["eu-west-1", "us-east-1", "ap-southeast-2"],
    "aws-cn": ["cn-north-1", "cn-northwest-1"],
    "aws-us-gov": ["us-gov-west-1"],
};

export const PARTITIONS = Object.keys(REGIONS) as readonly Partition[];

/** Keys, including prefixes of each other. */
export const key: fc.Arbitrary<string> = fc.oneof(
    fc.constantFrom("a", "a-b", "a-b-c", "ab", "b-c", "c", "deployer", "argocd", "default"),
    matching("^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$"),
);

/** IPv4 ranges whose address is their first. */
export const cidr: fc.Arbitrary<string> = fc
    .tuple(fc.integer({ min: 1, max: 223 }), fc.integer({ min: 8, max: 16 }))
    .map(([first, length]) => `${first}.0.0.0/${length}`);
