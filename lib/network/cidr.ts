/** IPv4 ranges as numbers: which of them overlap, and which contain others. */
import { isIPv4 } from "node:net";

export interface CidrRange {
    /** First address. */
    readonly start: number;
    /** Length of the prefix, 0 to 32. */
    readonly prefix: number;
}

/** Parses a range whose address is its first: `10.0.0.0/16`. @returns undefined for anything else */
export function parseCidr(text: string): CidrRange | undefined {
    const [address = "", length = "", ...rest] = text.split("/");
    if (rest.length > 0 || !isIPv4(address) || !/^(0|[1-9]\d?)$/.test(length)) {
        return undefined;
    }
    const prefix = Number(length);
    const start = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
    return prefix <= 32 && start % addressesIn(prefix) === 0 ? { start, prefix } : undefined;
}

/** Parses a range that is known to be well-formed. @throws Error if it is not */
export function knownCidr(text: string): CidrRange {
    const range = parseCidr(text);
    if (range === undefined) {
        throw new Error(`"${text}" is not an IPv4 range`);
    }
    return range;
}

export function cidrText({ start, prefix }: CidrRange): string {
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
    return `${octets.join(".")}/${prefix}`;
}

/** Number of addresses in a range. */
export function addressesIn(prefix: number): number {
    return 2 ** (32 - prefix);
}

export function overlap(left: CidrRange, right: CidrRange): boolean {
    return (
        left.start < right.start + addressesIn(right.prefix) &&
        right.start < left.start + addressesIn(left.prefix)
    );
}

export function contains(outer: CidrRange, inner: CidrRange): boolean {
    return outer.prefix <= inner.prefix && overlap(outer, inner);
}
