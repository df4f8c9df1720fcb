export { type AccessArgs, type NamespaceAccessArgs } from "../lib/kubernetes/access";
export { ArgoCd, type ArgoCdArgs } from "./argocd/argoCd";
export { type ArgoCdManifests } from "../lib/argocd/manifests";
export { ArgoCdApplicationSet, type ArgoCdApplicationSetArgs } from "./argocd/argoCdApplicationSet";
export { ArgoCdAppOfApps, type ArgoCdAppOfAppsArgs } from "./argocd/argoCdAppOfApps";
export { type ArgoCdRef } from "./argocd/argoCdRef";
export { ArgoCdRepositories, type ArgoCdRepositoriesArgs } from "./argocd/argoCdRepositories";
export { ArgoCdVerification, type ArgoCdVerificationArgs } from "./argocd/argoCdVerification";
export {
    ArgoClusterRegistration,
    type ArgoClusterRegistrationArgs,
    type RegistrationRef,
} from "./argocd/argoClusterRegistration";
export { ArgoRole, type ArgoRoleArgs, type ArgoRoleRef } from "./trust/argoRole";
export { ArgoRolePermissions, type ArgoRolePermissionsArgs } from "./trust/argoRolePermissions";
export { AwsAuthEntry, type AwsAuthEntryArgs } from "./trust/awsAuthEntry";
export { bootstrapArgoCd, type BootstrapArgoCdArgs } from "./argocd/bootstrapArgoCd";
export { ClusterAddons, type ClusterAddonsArgs } from "./cluster/clusterAddons";
export { ClusterAdmins, type ClusterAdminsArgs } from "./cluster/clusterAdmins";
export { ClusterReadiness, type ClusterReadinessArgs } from "./cluster/clusterReadiness";
export { ClusterKey, type ClusterKeyArgs } from "./cluster/clusterKey";
export { DeployerRole, type DeployerRoleArgs, type DeployerRoleRef } from "./trust/deployerRole";
export { type ClusterRef, type ConnectedCluster, type HubCluster } from "./cluster/clusterRef";
export { EksCluster, type EksClusterArgs, type EksClusterTransform } from "./cluster/eksCluster";
export { resolveCluster, resolveExistingCluster } from "../lib/cluster/resolve";
export type {
    CreatedClusterArgs,
    ExistingClusterArgs,
    ExistingManagementArgs,
    FleetArgs,
} from "../lib/cluster/args";
export {
    EnforcedObjects,
    type ClusterReach,
    type EnforcedObjectsArgs,
} from "./cluster/enforcedObjects";
export { ExistingCluster, type LookedUpClusterArgs } from "./cluster/existingCluster";
export { FargateProfiles, type FargateProfilesArgs } from "./cluster/fargateProfiles";
export { Guestbook, type GuestbookArgs } from "./argocd/guestbook";
export { HarnessAgent, type HarnessAgentArgs } from "./harness/harnessAgent";
export { Hub, type HubArgs } from "./fleet/hub";
export { type HubRef } from "./fleet/hubRef";
export {
    Target,
    type ClusterOfTargetArgs,
    type ManagementTargetArgs,
    type TargetArgs,
    type TargetSettings,
} from "./fleet/target";
export {
    clusterReach,
    kubernetesProvider,
    type KubernetesProviderArgs,
} from "./cluster/kubernetesProvider";
export {
    ManagementCluster,
    type ManagementClusterArgs,
    type ManagementClusterTransform,
} from "./cluster/managementCluster";
export { ManagedNodes, type ManagedNodesArgs } from "./cluster/managedNodes";
export { Network, type NetworkArgs, type NetworkRef } from "./cluster/network";
export { TargetCluster, type TargetClusterArgs } from "./cluster/targetCluster";
export { TrustedIssuer, type TrustedIssuerArgs } from "./cluster/trustedIssuer";
export {
    WorkloadIdentity,
    type PodCluster,
    type WorkloadIdentityArgs,
} from "./trust/workloadIdentity";
export { VpcEndpoints, type VpcEndpointsArgs } from "./cluster/vpcEndpoints";
export { type Transform } from "./transform";
