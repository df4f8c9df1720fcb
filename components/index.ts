export { ArgoCd, type ArgoCdArgs, type ArgoCdManifests } from "./argoCd";
export {
    ArgoClusterRegistration,
    type ArgoClusterRegistrationArgs,
} from "./argoClusterRegistration";
export { ArgoRole, type ArgoRoleArgs } from "./argoRole";
export { ArgoRolePermissions, type ArgoRolePermissionsArgs } from "./argoRolePermissions";
export { AwsAuthEntry, type AwsAuthEntryArgs } from "./awsAuthEntry";
export { AwsProviders } from "./awsProviders";
export { ClusterAdmins, type ClusterAdminsArgs } from "./clusterAdmins";
export { ClusterNodes, type ClusterNodesArgs } from "./clusterNodes";
export { DeployerRole, type DeployerRoleArgs } from "./deployerRole";
export { EksCluster, type ClusterRef, type EksClusterArgs } from "./eksCluster";
export { ExistingCluster, type ExistingClusterArgs } from "./existingCluster";
export { FleetTarget, type FleetTargetArgs } from "./fleetTarget";
export { Guestbook, type GuestbookArgs } from "./guestbook";
export { type HubRef } from "./hubRef";
export { kubernetesProvider, type KubernetesProviderArgs } from "./kubernetesProvider";
export { ManagementCluster, type ManagementClusterArgs } from "./managementCluster";
export { Network, type NetworkArgs } from "./network";
export { TargetCluster, type TargetClusterArgs } from "./targetCluster";
