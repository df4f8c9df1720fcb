/** Address ranges of the networks that are made: one for each cluster, the same whatever else is in the stack. */
import { createHash } from "node:crypto";

import { addressesIn, cidrText, contains, knownCidr, overlap, type CidrRange } from "./cidr";

/** Every default range is one of these. https://datatracker.ietf.org/doc/html/rfc1918 */
const POOL = knownCidr("10.0.0.0/8");

/** Room for 8,192 addresses: four zones of 2,048, half of each private. Wider ranges would meet more often. */
const DEFAULT_PREFIX = 19;

/**
 * Ranges of the pool that nothing is put into: the one that VPCs made by hand and by most tools have, which a peering
 * meets sooner or later, and the one that EKS may take for Services.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
 */
const RESERVED = ["10.0.0.0/16", "10.100.0.0/16"].map(knownCidr);

/**
 * Range of a cluster's VPC whose configuration names none. It follows from two names alone: other clusters come and go
 * without moving it. Two clusters can be dealt the same range; a rule of the configuration says so.
 * @param identity the cluster's own name within the fleet, which never changes
 * @returns a /19 of 10.0.0.0/8
 */
export function defaultVpcCidr(fleet: string, identity: string): string {
    return cidrText(inTurn(DEFAULT_PREFIX, `${fleet}/${identity}`)[0]!);
}

/**
 * A range that none of the others touches.
 * @param prefix length of its prefix, 16 to 28
 * @param seed where the search begins: two that ask for different reasons are told different ranges
 * @returns undefined where there is none left
 */
export function freeVpcCidr(
    prefix: number,
    others: readonly CidrRange[],
    seed: string,
): string | undefined {
    const free = inTurn(prefix, seed).find(
        (range) => !others.some((other) => overlap(other, range)),
    );
    return free === undefined ? undefined : cidrText(free);
}

/** The pool's ranges of a width that are not reserved, from one that the seed chooses round to the one before it. */
function inTurn(prefix: number, seed: string): readonly CidrRange[] {
    const ranges = Array.from({ length: 2 ** (prefix - POOL.prefix) }, (_, index) => ({
        start: POOL.start + index * addressesIn(prefix),
        prefix,
    })).filter((range) => !RESERVED.some((reserved) => contains(reserved, range)));
    const first = createHash("sha256").update(seed).digest().readUInt32BE(0) % ranges.length;
    return [...ranges.slice(first), ...ranges.slice(0, first)];
}
