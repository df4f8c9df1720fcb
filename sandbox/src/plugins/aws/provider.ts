/** The aws provider of the sandbox: the types the fleet uses, over the local AWS. */
import type { Credentials } from "../../aws/contract";
import type { Provider } from "../provider/resource";
import { configurationProblems, openSession, type CallAws } from "./configuration";
import { ec2AddressTypes } from "./ec2Addresses";
import { ec2LaunchTemplateTypes } from "./ec2LaunchTemplates";
import { ec2RouteTypes } from "./ec2Routes";
import { ec2SecurityGroupTypes } from "./ec2SecurityGroups";
import { ec2VpcTypes } from "./ec2Vpc";
import { ec2VpcEndpointTypes } from "./ec2VpcEndpoints";
import { eksAccessTypes } from "./eksAccess";
import { eksAddonTypes } from "./eksAddons";
import { eksClusterTypes } from "./eksCluster";
import { eksFargateTypes } from "./eksFargate";
import { eksNodeGroupTypes } from "./eksNodeGroups";
import { awsFunctions } from "./functions";
import { iamPolicyTypes } from "./iamPolicies";
import { iamRoleTypes } from "./iamRoles";
import { kmsTypes } from "./kms";
import { logsTypes } from "./logs";

/**
 * The provider.
 * @param version of @pulumi/aws that it replaces
 * @param credentials of the environment
 */
export function awsProvider(
    version: string,
    callAws: CallAws,
    credentials: Credentials | undefined,
): Provider {
    return {
        name: "aws",
        version,
        resources: {
            ...iamRoleTypes,
            ...iamPolicyTypes,
            ...eksClusterTypes,
            ...eksAccessTypes,
            ...eksAddonTypes,
            ...eksFargateTypes,
            ...eksNodeGroupTypes,
            ...ec2VpcTypes,
            ...ec2RouteTypes,
            ...ec2AddressTypes,
            ...ec2SecurityGroupTypes,
            ...ec2LaunchTemplateTypes,
            ...ec2VpcEndpointTypes,
            ...logsTypes,
            ...kmsTypes,
        },
        functions: awsFunctions,
        checkConfig: configurationProblems,
        configForcesNew: [],
        configure: (config) => openSession(callAws, credentials, config),
    };
}
