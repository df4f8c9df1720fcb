/** Address ranges of the networks that this program creates: one per cluster, independent of the rest of the stack. */
import { createHash } from "node:crypto";

import { addressesIn, cidrText, contains, knownCidr, overlap, type CidrRange } from "./cidr";

/** All default ranges are part of this one. https://datatracker.ietf.org/doc/html/rfc1918 */
const POOL = knownCidr("10.0.0.0/8");

/** Room for 8,192 addresses: four zones of 2,048, half of each private. Larger ranges would collide more often. */
const DEFAULT_PREFIX = 19;

/**
 * Ranges of the pool that are never used: the default of many tools and hand-made VPCs, which would prevent peering,
 * and a range that EKS may use for Services.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
 */
const RESERVED = ["10.0.0.0/16", "10.100.0.0/16"].map(knownCidr);

/**
 * Default range of a cluster's VPC. It depends on two names only, so adding or removing other clusters does not change
 * it. Two clusters can get the same range; the configuration's rules report that.
 * @param identity the cluster's name within the fleet, which never changes
 * @returns a /19 of 10.0.0.0/8
 */
export function defaultVpcCidr(fleet: string, identity: string): string {
    return cidrText(candidateRanges(DEFAULT_PREFIX, `${fleet}/${identity}`)[0]!);
}

/**
 * Finds a range that overlaps none of the others.
 * @param prefix length of its prefix, 16 to 28
 * @param seed where the search begins, so that different callers get different ranges
 * @returns undefined if no range is free
 */
export function freeVpcCidr(
    prefix: number,
    others: readonly CidrRange[],
    seed: string,
): string | undefined {
    const free = candidateRanges(prefix, seed).find(
        (range) => !others.some((other) => overlap(other, range)),
    );
    return free === undefined ? undefined : cidrText(free);
}

/** The pool's unreserved ranges of one prefix length, starting with one that the seed selects and wrapping around. */
function candidateRanges(prefix: number, seed: string): readonly CidrRange[] {
    const ranges = Array.from({ length: 2 ** (prefix - POOL.prefix) }, (_, index) => ({
        start: POOL.start + index * addressesIn(prefix),
        prefix,
    })).filter((range) => !RESERVED.some((reserved) => contains(reserved, range)));
    const first = createHash("sha256").update(seed).digest().readUInt32BE(0) % ranges.length;
    return [...ranges.slice(first), ...ranges.slice(0, first)];
}
