export { ArgoCd, type ArgoCdArgs, type ArgoCdManifests } from "./argoCd";
export { ArgoCdApplicationSet, type ArgoCdApplicationSetArgs } from "./argoCdApplicationSet";
export { ArgoCdAppOfApps, type ArgoCdAppOfAppsArgs } from "./argoCdAppOfApps";
export { ArgoCdBootstrapRole, type ArgoCdBootstrapRoleArgs } from "./argoCdBootstrapRole";
export { ArgoCdExisting, type ArgoCdExistingArgs } from "./argoCdExisting";
export { type ArgoCdInstallation, type ArgoCdInstallationArgs } from "./argoCdInstallation";
export { ArgoCdRelease, type ArgoCdReleaseArgs } from "./argoCdRelease";
export { ArgoCdRepositories, type ArgoCdRepositoriesArgs } from "./argoCdRepositories";
export { ArgoCdVerification, type ArgoCdVerificationArgs } from "./argoCdVerification";
export { ArgoCdSecrets, type ArgoCdSecretsArgs } from "./argoCdSecrets";
export {
    ArgoClusterRegistration,
    type ArgoClusterRegistrationArgs,
} from "./argoClusterRegistration";
export { ArgoRole, type ArgoRoleArgs, type ServiceAccountIdentity } from "./argoRole";
export { ArgoRolePermissions, type ArgoRolePermissionsArgs } from "./argoRolePermissions";
export { AwsAuthEntry, type AwsAuthEntryArgs } from "./awsAuthEntry";
export { AwsProviders } from "./awsProviders";
export { bootstrapArgoCd, type BootstrapArgoCdArgs } from "./bootstrapArgoCd";
export { ClusterAddons, type ClusterAddonsArgs } from "./clusterAddons";
export { ClusterAdmins, type ClusterAdminsArgs } from "./clusterAdmins";
export { ClusterReadiness, type ClusterReadinessArgs } from "./clusterReadiness";
export { ClusterKey, type ClusterKeyArgs } from "./clusterKey";
export { Delivery, type DeliveryArgs } from "./delivery";
export { DeployerRole, type DeployerRoleArgs } from "./deployerRole";
export { DeployRole, type DeployRoleArgs } from "./deployRole";
export { EksCluster, type ClusterRef, type EksClusterArgs } from "./eksCluster";
export { EnforcedObjects, type ClusterReach, type EnforcedObjectsArgs } from "./enforcedObjects";
export { ExistingCluster, type ExistingClusterArgs } from "./existingCluster";
export { FargateProfiles, type FargateProfilesArgs } from "./fargateProfiles";
export { FleetTarget, type FleetTargetArgs } from "./fleetTarget";
export { Guestbook, type GuestbookArgs } from "./guestbook";
export { HarnessAgent, type HarnessAgentArgs } from "./harnessAgent";
export { type HubRef } from "./hubRef";
export { installArgoCd, type InstallArgoCdArgs } from "./installArgoCd";
export { installHarness, type InstallHarnessArgs } from "./installHarness";
export {
    clusterReach,
    kubernetesProvider,
    type KubernetesProviderArgs,
} from "./kubernetesProvider";
export { ManagementCluster, type ManagementClusterArgs } from "./managementCluster";
export { ManagedNodes, type ManagedNodesArgs } from "./managedNodes";
export { Network, type NetworkArgs, type NetworkRef } from "./network";
export { TargetCluster, type TargetClusterArgs } from "./targetCluster";
export { TrustedIssuer, type TrustedIssuerArgs } from "./trustedIssuer";
export { WorkloadIdentity, type WorkloadIdentityArgs } from "./workloadIdentity";
export { VpcEndpoints, type VpcEndpointsArgs } from "./vpcEndpoints";
