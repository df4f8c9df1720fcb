/** Address ranges of the networks that this program creates: one per cluster, independent of the rest of the stack. */
import { createHash } from "node:crypto";

import { addressesIn, cidrText, knownCidr, overlap, type CidrRange } from "./cidr";

/** All default ranges are part of this one. https://datatracker.ietf.org/doc/html/rfc1918 */
const POOL = knownCidr("10.0.0.0/8");

/** Room for 8,192 addresses: four zones of 2,048, half of each private. Larger ranges would collide more often. */
const DEFAULT_PREFIX = 19;

/**
 * Ranges of the pool that are never used, in ascending order: the default of many tools and hand-made VPCs, which would
 * prevent peering, and a range that EKS may use for Services.
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
    const [range] = inTurn(DEFAULT_PREFIX, `${fleet}/${identity}`);
    return cidrText(range!);
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
    for (const range of inTurn(prefix, seed)) {
        if (!others.some((other) => overlap(other, range))) {
            return cidrText(range);
        }
    }
    return undefined;
}

/**
 * The pool's ranges of a width that are not reserved, from one that the seed chooses round to the one before it. One by one: of
 * /28 there are a million.
 */
function* inTurn(prefix: number, seed: string): Generator<CidrRange, void> {
    const size = addressesIn(prefix);
    const skipped = RESERVED.map((reserved) => ({
        first: (reserved.start - POOL.start) / size,
        count: 2 ** (prefix - reserved.prefix),
    }));
    const count = skipped.reduce((left, block) => left - block.count, 2 ** (prefix - POOL.prefix));
    const first = createHash("sha256").update(seed).digest().readUInt32BE(0) % count;
    for (let turn = 0; turn < count; turn += 1) {
        const index = skipped.reduce(
            (reached, block) => (reached < block.first ? reached : reached + block.count),
            (first + turn) % count,
        );
        yield { start: POOL.start + index * size, prefix };
    }
}
