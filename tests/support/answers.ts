/** Outputs that the cloud adds to the inputs of each known resource type. An unknown type is rejected. */
import * as pulumi from "@pulumi/pulumi";

type Properties = Readonly<Record<string, unknown>>;

/** @param account the account of the resource's provider; empty outside AWS */
export type Answer = (name: string, inputs: Properties, account: string) => Properties;

/** An object in a cluster whose uid is read. */
const withUid: Answer = (name, inputs) => ({
    metadata: { ...(inputs["metadata"] as object), uid: `uid-of-${name}` },
});

/** An object in a cluster, or a resource without additional outputs that are read. */
const echo: Answer = () => ({});

export const ANSWERS: Readonly<Record<string, Answer>> = {
    "pulumi:providers:aws": echo,
    "pulumi:providers:kubernetes": echo,
    "pulumi:providers:pulumi-nodejs": echo,
    "aws:cloudwatch/logGroup:LogGroup": echo,
    "aws:ec2/eip:Eip": (name) => ({ publicIp: `198.51.100.${name.at(-1)}` }),
    "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1 }),
    "aws:ec2/securityGroup:SecurityGroup": echo,
    "aws:ec2/securityGroupRule:SecurityGroupRule": echo,
    "aws:ec2/vpcEndpoint:VpcEndpoint": echo,
    "aws:eks/accessEntry:AccessEntry": echo,
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": echo,
    "aws:eks/addon:Addon": echo,
    "aws:eks/fargateProfile:FargateProfile": echo,
    "aws:eks/nodeGroup:NodeGroup": echo,
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": echo,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (_, inputs, account) => ({
        arn: `arn:aws:iam::${account}:oidc-provider/${String(inputs["url"]).replace("https://", "")}`,
    }),
    "aws:iam/policy:Policy": (name, _, account) => ({
        arn: `arn:aws:iam::${account}:policy/${name}`,
    }),
    "aws:iam/role:Role": (name, inputs, account) => {
        const physical = (inputs["name"] as string | undefined) ?? `${name}-0123456`;
        return {
            name: physical,
            arn: `arn:aws:iam::${account}:role${(inputs["path"] as string | undefined) ?? "/"}${physical}`,
            uniqueId: `AROA${name.replace(/[^a-z]/g, "").toUpperCase()}`,
        };
    },
    "aws:iam/rolePolicy:RolePolicy": echo,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": echo,
    "aws:kms/alias:Alias": echo,
    "aws:kms/key:Key": (name, _, account) => ({
        keyId: `${name}-key-id`,
        arn: `arn:aws:kms:eu-west-1:${account}:key/${name}-key-id`,
    }),
    "awsx:ec2:Vpc": (name, inputs) => {
        const names = inputs["availabilityZoneNames"] as readonly string[] | undefined;
        const zones = names?.length ?? (inputs["numberOfAvailabilityZones"] as number);
        const subnets = (kind: string): readonly string[] =>
            Array.from({ length: zones }, (_, zone) => `${name}-${kind}-${zone + 1}`);
        const { strategy } = inputs["natGateways"] as { readonly strategy: string };
        return {
            vpcId: `${name}-id`,
            publicSubnetIds: subnets("public"),
            privateSubnetIds: subnets("private"),
            internetGateway: reference("aws:ec2/internetGateway:InternetGateway", name),
            natGateways:
                strategy === "None"
                    ? []
                    : [reference("aws:ec2/natGateway:NatGateway", `${name}-1`)],
            routeTables: subnets("private").map((subnet) =>
                reference("aws:ec2/routeTable:RouteTable", subnet),
            ),
            routes: [reference("aws:ec2/route:Route", `${name}-private-1`)],
            routeTableAssociations: [
                reference(
                    "aws:ec2/routeTableAssociation:RouteTableAssociation",
                    `${name}-private-1`,
                ),
            ],
        };
    },
    "eks:index:Cluster": (name, inputs) => ({
        eksCluster: {
            name: inputs["name"],
            endpoint: `https://${name}.eks.amazonaws.com`,
            certificateAuthority: { data: "LS0tLS1CRUdJTg==" },
        },
        oidcProviderUrl: `https://oidc.eks.amazonaws.com/id/${name.toUpperCase()}`,
    }),
    "kubernetes:argoproj.io/v1alpha1:AppProject": echo,
    "kubernetes:argoproj.io/v1alpha1:Application": withUid,
    "kubernetes:apps/v1:DeploymentPatch": echo,
    "kubernetes:apps/v1:StatefulSetPatch": echo,
    "kubernetes:argoproj.io/v1alpha1:AppProjectPatch": echo,
    "kubernetes:argoproj.io/v1alpha1:ApplicationSet": withUid,
    "kubernetes:core/v1:Namespace": echo,
    "kubernetes:core/v1:NamespacePatch": echo,
    "kubernetes:core/v1:Secret": echo,
    "kubernetes:core/v1:SecretPatch": echo,
    "kubernetes:core/v1:ServiceAccountPatch": echo,
    "kubernetes:helm.sh/v3:Release": echo,
    "kubernetes:core/v1:ServiceAccount": echo,
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": echo,
    "kubernetes:rbac.authorization.k8s.io/v1:Role": echo,
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": echo,
    "kubernetes:yaml/v2:ConfigGroup": echo,
    "pulumi-nodejs:dynamic/eks-gitops-fleet:ArgoCdVerification": echo,
    "pulumi-nodejs:dynamic/eks-gitops-fleet:AwsAuthEntry": echo,
    "pulumi-nodejs:dynamic/eks-gitops-fleet:ClusterReadiness": echo,
    "pulumi-nodejs:dynamic/eks-gitops-fleet:EnforcedObjects": echo,
    "pulumi:providers:pulumiservice": echo,
    "pulumiservice:index:DeploymentSettings": echo,
    "pulumiservice:index:DriftSchedule": (name) => ({ scheduleId: `${name}-schedule` }),
    "pulumiservice:index:TtlSchedule": (name) => ({ scheduleId: `${name}-schedule` }),
    // The engine's own resource: returns the first input.
    "pulumi:index:Stash": (_, inputs) => ({ output: inputs["input"] }),
    "pulumi-nodejs:dynamic/eks-gitops-fleet:TrustedIssuer": echo,
};

/** A child of a remote component, as the component's outputs refer to it. */
function reference(type: string, name: string): Properties {
    return {
        [pulumi.runtime.specialSigKey]: pulumi.runtime.specialResourceSig,
        urn: referenceUrn(type, name),
        id: `${name}-id`,
    };
}

/** URN of a remote component's child, whose registration the mock monitor never sees. */
export function referenceUrn(type: string, name: string): string {
    return `urn:pulumi:stack-under-test::project-under-test::${type}::${name}`;
}

/** URNs of all references inside an answer. */
export function referencesIn(answer: unknown): readonly string[] {
    if (typeof answer !== "object" || answer === null) {
        return [];
    }
    if (pulumi.runtime.specialSigKey in answer) {
        return [(answer as unknown as { readonly urn: string }).urn];
    }
    return Object.values(answer).flatMap(referencesIn);
}
