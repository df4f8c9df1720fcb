/** EC2: the networks clusters live in. */
import { checked } from "../checks";
import type { Service } from "../service";
import type { Store } from "../store";
import { addressActions } from "./addresses";
import { ec2Checks } from "./checks";
import { internetGatewayActions } from "./internetGateways";
import { launchTemplateActions } from "./launchTemplates";
import { natGatewayActions } from "./natGateways";
import { networkInterfaceActions } from "./networkInterfaces";
import { routeActions } from "./routes";
import { routeTableActions } from "./routeTables";
import { securityGroupRuleActions } from "./securityGroupRules";
import { securityGroupActions } from "./securityGroups";
import { subnetActions } from "./subnets";
import { tagActions } from "./tags";
import { vpcEndpointActions } from "./vpcEndpoints";
import { vpcActions } from "./vpcs";
import { zoneActions } from "./zones";

/** EC2's actions. Parameters and results are named as in the AWS SDKs. */
export function ec2Service({ store }: { readonly store: Store }): Service {
    return checked(
        {
            ...addressActions(store),
            ...internetGatewayActions(store),
            ...launchTemplateActions(store),
            ...natGatewayActions(store),
            ...networkInterfaceActions(store),
            ...routeActions(store),
            ...routeTableActions(store),
            ...securityGroupActions(store),
            ...securityGroupRuleActions(store),
            ...subnetActions(store),
            ...tagActions(store),
            ...vpcActions(store),
            ...vpcEndpointActions(store),
            ...zoneActions(),
        },
        ec2Checks(store),
    );
}
