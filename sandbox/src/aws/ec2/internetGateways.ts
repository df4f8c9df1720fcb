/** Internet gateways and their attachment to VPCs. */
import { AwsError } from "../errors";
import { readParams } from "../params";
import { randomHex } from "../regional";
import type { Params, Service } from "../service";
import type { Store } from "../store";
import { describeAction, ec2Action } from "./actions";
import { existing } from "./tables";
import { readTags } from "./tags";
import type { InternetGateway } from "./types";

/** The actions on internet gateways. */
export function internetGatewayActions(store: Store): Service {
    const type = "internet-gateway";
    const idKey = "InternetGatewayId";
    return {
        "ec2:CreateInternetGateway": ec2Action(store, type, undefined, (ec2, params, request) => {
            const gateway: InternetGateway = {
                InternetGatewayId: `igw-${randomHex(17)}`,
                OwnerId: request.account,
                Attachments: [],
                Tags: readParams(params, (reader) => readTags(reader, type)),
            };
            ec2.internetGateway.set(gateway.InternetGatewayId, gateway);
            return { InternetGateway: gateway };
        }),
        "ec2:AttachInternetGateway": ec2Action(store, type, idKey, (ec2, params) => {
            const { id, vpcId } = pair(params);
            const gateway = existing(ec2, "internetGateway", id);
            existing(ec2, "vpc", vpcId);
            if (gateway.Attachments.length > 0) {
                throw new AwsError(
                    "Resource.AlreadyAssociated",
                    `resource ${id} is already attached to network ${gateway.Attachments[0]?.VpcId}`,
                );
            }
            const taken = [...ec2.internetGateway.values()].some((it) => isAttached(it, vpcId));
            if (taken) {
                throw new AwsError(
                    "InvalidParameterValue",
                    `Network ${vpcId} already has an internet gateway attached`,
                );
            }
            ec2.internetGateway.set(id, {
                ...gateway,
                Attachments: [{ VpcId: vpcId, State: "available" }],
            });
            return {};
        }),
        "ec2:DetachInternetGateway": ec2Action(store, type, idKey, (ec2, params) => {
            const { id, vpcId } = pair(params);
            const gateway = existing(ec2, "internetGateway", id);
            if (!isAttached(gateway, vpcId)) {
                throw new AwsError(
                    "Gateway.NotAttached",
                    `resource ${id} is not attached to network ${vpcId}`,
                );
            }
            const mapped = [...ec2.networkInterface.values()].some(
                (it) => it.VpcId === vpcId && it.Association !== undefined,
            );
            if (mapped) {
                throw new AwsError(
                    "DependencyViolation",
                    `Network ${vpcId} has some mapped public address(es). Please unmap those public ` +
                        "address(es) before detaching the gateway.",
                );
            }
            ec2.internetGateway.set(id, { ...gateway, Attachments: [] });
            return {};
        }),
        "ec2:DescribeInternetGateways": describeAction<InternetGateway>(
            store,
            "internetGateway",
            "InternetGatewayIds",
            "InternetGateways",
            {
                "internet-gateway-id": (gateway) => [gateway.InternetGatewayId],
                "attachment.vpc-id": (gateway) => gateway.Attachments.map((it) => it.VpcId),
            },
        ),
        "ec2:DeleteInternetGateway": ec2Action(store, type, idKey, (ec2, params) => {
            const id = readParams(params, (reader) => reader.string(idKey));
            if (existing(ec2, "internetGateway", id).Attachments.length > 0) {
                throw new AwsError(
                    "DependencyViolation",
                    `The internetGateway '${id}' has dependencies and cannot be deleted.`,
                );
            }
            ec2.internetGateway.delete(id);
            return {};
        }),
    };
}

/** Whether the gateway is attached to the VPC. */
export function isAttached(gateway: InternetGateway, vpcId: string): boolean {
    return gateway.Attachments.some((attachment) => attachment.VpcId === vpcId);
}

function pair(params: Params): { readonly id: string; readonly vpcId: string } {
    return readParams(params, (reader) => ({
        id: reader.string("InternetGatewayId"),
        vpcId: reader.string("VpcId"),
    }));
}
