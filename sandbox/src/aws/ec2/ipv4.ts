/** IPv4 blocks as numbers: enough arithmetic for VPCs, subnets and routes. */
import { isIPv4 } from "node:net";

/** A block in canonical form: host bits are zero. */
export interface Cidr {
    /** First address as an unsigned 32-bit number. */
    readonly first: number;
    /** Prefix length, 0 to 32. */
    readonly prefix: number;
}

/** Parses `a.b.c.d/n` and clears the host bits, as EC2 does; undefined when it is no IPv4 block. */
export function parseCidr(text: string): Cidr | undefined {
    const [address, length, ...rest] = text.split("/");
    if (address === undefined || !isIPv4(address) || rest.length > 0) {
        return undefined;
    }
    if (length === undefined || !/^(\d|[12]\d|3[0-2])$/.test(length)) {
        return undefined;
    }
    const prefix = Number(length);
    const bits = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
    return { first: bits - (bits % size(prefix)), prefix };
}

/** `a.b.c.d/n` */
export function formatCidr(cidr: Cidr): string {
    return `${formatAddress(cidr.first)}/${cidr.prefix}`;
}

/** Dotted form of a 32-bit number. */
export function formatAddress(address: number): string {
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** Number of addresses of a block with this prefix length. */
export function size(prefix: number): number {
    return 2 ** (32 - prefix);
}

/** Whether every address of `inner` is in `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
    return (
        inner.prefix >= outer.prefix &&
        inner.first >= outer.first &&
        inner.first < outer.first + size(outer.prefix)
    );
}

/** Whether the blocks share an address. */
export function overlaps(a: Cidr, b: Cidr): boolean {
    return contains(a, b) || contains(b, a);
}
