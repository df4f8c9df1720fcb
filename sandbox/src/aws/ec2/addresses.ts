/** Elastic IP addresses, from the blocks that RFC 5737 keeps for documentation. */
import { randomInt } from "node:crypto";

import { AwsError } from "../errors";
import { readParams } from "../params";
import { randomHex } from "../regional";
import type { Service } from "../service";
import type { Store } from "../store";
import { describeAction, ec2Action } from "./actions";
import { existing } from "./tables";
import { readTags } from "./tags";
import type { Address, NetworkInterface } from "./types";

/** The actions on addresses. */
export function addressActions(store: Store): Service {
    const type = "elastic-ip";
    return {
        "ec2:AllocateAddress": ec2Action(store, type, undefined, (ec2, params, request) => {
            const tags = readParams(params, (reader) => {
                reader.maybeOneOf("Domain", ["vpc"]);
                return readTags(reader, type);
            });
            const address: Address = {
                AllocationId: `eipalloc-${randomHex(17)}`,
                PublicIp: freePublicAddress(store),
                Domain: "vpc",
                PublicIpv4Pool: "amazon",
                NetworkBorderGroup: request.region,
                Tags: tags,
            };
            ec2.address.set(address.AllocationId, address);
            return { ...address, Tags: undefined };
        }),
        "ec2:DescribeAddresses": describeAction<Address>(
            store,
            "address",
            "AllocationIds",
            "Addresses",
            {
                "allocation-id": (address) => [address.AllocationId],
                "public-ip": (address) => [address.PublicIp],
                domain: (address) => [address.Domain],
            },
        ),
        "ec2:ReleaseAddress": ec2Action(store, type, "AllocationId", (ec2, params) => {
            const id = readParams(params, (reader) => reader.string("AllocationId"));
            const address = existing(ec2, "address", id);
            // EC2 API Reference, ReleaseAddress: disassociate it first, otherwise InvalidIPAddress.InUse.
            if (address.AssociationId !== undefined) {
                throw new AwsError(
                    "InvalidIPAddress.InUse",
                    `Address ${address.PublicIp} is in use.`,
                );
            }
            ec2.address.delete(id);
            return {};
        }),
    };
}

/**
 * A public address no account holds. Random, so that a new address is seldom the one released before:
 * allow-lists that name an old one must fail here as they do in AWS.
 */
export function freePublicAddress(store: Store): string {
    const taken = new Set([
        ...store.all<Address>("ec2:address").map((address) => address.PublicIp),
        ...store
            .all<NetworkInterface>("ec2:networkInterface")
            .flatMap((it) => it.Association?.PublicIp ?? []),
    ]);
    const free = ["198.51.100", "192.0.2"]
        .flatMap((block) => Array.from({ length: 254 }, (_, index) => `${block}.${index + 1}`))
        .filter((address) => !taken.has(address));
    const chosen = free.length === 0 ? undefined : free[randomInt(free.length)];
    if (chosen === undefined) {
        throw new AwsError("InsufficientAddressCapacity", "No public addresses are left.");
    }
    return chosen;
}
