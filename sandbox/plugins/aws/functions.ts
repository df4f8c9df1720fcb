/** Functions (invokes) of the aws provider. */
import type { Api, ProviderFunction } from "../provider/resource";
import { withoutSystemTags } from "../provider/tags";
import { requiredText, textOf, textsOf, type Properties } from "../provider/values";
import { policyText } from "../provider/policies";
import { ActionError } from "../provider/errors";
import { answered, part, parts, tagMap } from "./answers";
import { clusterState } from "./eksCluster";
import { withoutScheme } from "./iamPolicies";

const PARTITIONS: Readonly<Record<string, { readonly suffix: string; readonly reverse: string }>> =
    {
        aws: { suffix: "amazonaws.com", reverse: "com.amazonaws" },
        "aws-cn": { suffix: "amazonaws.com.cn", reverse: "cn.com.amazonaws" },
        "aws-us-gov": { suffix: "amazonaws.com", reverse: "com.amazonaws" },
    };

/** Functions by token; arguments they do not list are errors. */
export const awsFunctions: Readonly<Record<string, ProviderFunction>> = {
    "aws:index/getCallerIdentity:getCallerIdentity": accepting(["id"], async (api) => {
        const caller = await api.call("sts:GetCallerIdentity", {});
        const accountId = answered(caller, "Account");
        return {
            accountId,
            arn: answered(caller, "Arn"),
            id: accountId,
            userId: answered(caller, "UserId"),
        };
    }),
    "aws:index/getPartition:getPartition": accepting(["id"], (api) => {
        const { suffix = "", reverse = "" } = PARTITIONS[api.partition] ?? {};
        return Promise.resolve({
            dnsSuffix: suffix,
            id: api.partition,
            partition: api.partition,
            reverseDnsPrefix: reverse,
        });
    }),
    "aws:index/getRegion:getRegion": accepting(["id", "name", "region"], (api, args) => {
        const region = textOf(args, "region") ?? textOf(args, "name") ?? api.region;
        return Promise.resolve({
            description: region,
            endpoint: `ec2.${region}.${PARTITIONS[api.partition]?.suffix ?? ""}`,
            id: region,
            name: region,
            region,
        });
    }),
    "aws:index/getAvailabilityZones:getAvailabilityZones": accepting(
        ["state", "region", "excludeNames"],
        availabilityZones,
    ),
    "aws:eks/getCluster:getCluster": accepting(["name", "region"], async (api, args) => {
        const name = requiredText(args, "name");
        const found = part(
            await described(
                api.call("eks:DescribeCluster", { name }),
                `reading EKS Cluster (${name})`,
            ),
            "cluster",
        );
        const { tagsAll, certificateAuthority, accessConfig, upgradePolicy, ...state } =
            clusterState(found);
        return {
            ...state,
            accessConfigs: [accessConfig ?? {}],
            certificateAuthorities: [certificateAuthority ?? {}],
            id: name,
            region: api.region,
            tags: withoutSystemTags(tagsAll as Record<string, string>),
            upgradePolicies: [upgradePolicy ?? {}],
        };
    }),
    "aws:eks/getAddonVersion:getAddonVersion": accepting(
        ["addonName", "kubernetesVersion", "mostRecent", "region"],
        addonVersion,
    ),
    "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": accepting(
        ["arn", "url"],
        openIdConnectProvider,
    ),
    "aws:iam/getRole:getRole": accepting(["name"], async (api, args) => {
        const RoleName = requiredText(args, "name");
        const found = part(
            await described(
                api.call("iam:GetRole", { RoleName }),
                `reading IAM Role (${RoleName})`,
            ),
            "Role",
        );
        return {
            arn: found.Arn,
            assumeRolePolicy: policyText(answered(found, "AssumeRolePolicyDocument")),
            createDate: found.CreateDate,
            description: found.Description ?? "",
            id: RoleName,
            maxSessionDuration: found.MaxSessionDuration,
            name: RoleName,
            path: found.Path,
            permissionsBoundary: part(found, "PermissionsBoundary").PermissionsBoundaryArn ?? "",
            roleLastUseds: [],
            tags: tagMap(parts(found, "Tags")),
            uniqueId: found.RoleId,
        };
    }),
};

function accepting(names: readonly string[], call: ProviderFunction): ProviderFunction {
    return async (api, args) => {
        const unknown = Object.keys(args).find((name) => !names.includes(name));
        if (unknown !== undefined) {
            throw new Error(`the sandbox's aws provider has no argument '${unknown}' here`);
        }
        const region = textOf(args, "region");
        if (region !== undefined && region !== api.region) {
            throw new Error(
                `the sandbox's aws provider looks things up in its own region, ${api.region}, not in ${region}`,
            );
        }
        return call(api, args);
    };
}

async function described<T>(call: Promise<T>, doing: string): Promise<T> {
    try {
        return await call;
    } catch (error) {
        if (error instanceof ActionError && /^NoSuchEntity$|^ResourceNotFound/.test(error.code)) {
            throw new Error(`${doing}: couldn't find resource (${error.code}: ${error.message})`, {
                cause: error,
            });
        }
        throw error;
    }
}

async function availabilityZones(api: Api, args: Properties): Promise<Properties> {
    const answer = await api.call("ec2:DescribeAvailabilityZones", {});
    const excluded = textsOf(args, "excludeNames");
    const state = textOf(args, "state");
    const zones = parts(answer, "AvailabilityZones").filter(
        (zone) =>
            (state === undefined || zone.State === state) &&
            !excluded.includes(answered(zone, "ZoneName")),
    );
    return {
        excludeNames: excluded,
        groupNames: [...new Set(zones.map((zone) => answered(zone, "GroupName")))],
        id: api.region,
        names: zones.map((zone) => answered(zone, "ZoneName")),
        region: api.region,
        state,
        zoneIds: zones.map((zone) => answered(zone, "ZoneId")),
    };
}

async function addonVersion(api: Api, args: Properties): Promise<Properties> {
    const addonName = requiredText(args, "addonName");
    const kubernetesVersion = requiredText(args, "kubernetesVersion");
    const mostRecent = args.mostRecent === true;
    const answer = await api.call("eks:DescribeAddonVersions", { addonName, kubernetesVersion });
    const versions = parts(parts(answer, "addons")[0] ?? {}, "addonVersions");
    const found = versions.find(
        (version) =>
            mostRecent ||
            parts(version, "compatibilities").some(
                (compatibility) => compatibility.defaultVersion === true,
            ),
    );
    if (found === undefined) {
        throw new Error(
            `reading EKS Add-On version info (${addonName}, ${kubernetesVersion}): couldn't find resource`,
        );
    }
    return {
        addonName,
        id: addonName,
        kubernetesVersion,
        mostRecent,
        region: api.region,
        version: answered(found, "addonVersion"),
    };
}

async function openIdConnectProvider(api: Api, args: Properties): Promise<Properties> {
    const url = textOf(args, "url");
    const arn = textOf(args, "arn") ?? (url === undefined ? undefined : await arnOf(api, url));
    if (arn === undefined) {
        throw new Error(`finding IAM OIDC Provider by url (${url ?? ""}): not found`);
    }
    const found = await described(
        api.call("iam:GetOpenIDConnectProvider", { OpenIDConnectProviderArn: arn }),
        `reading IAM OIDC Provider (${arn})`,
    );
    return {
        arn,
        clientIdLists: found.ClientIDList as string[],
        id: arn,
        tags: tagMap(parts(found, "Tags")),
        thumbprintLists: found.ThumbprintList as string[],
        url: withoutScheme(answered(found, "Url")),
    };
}

async function arnOf(api: Api, url: string): Promise<string | undefined> {
    const answer = await api.call("iam:ListOpenIDConnectProviders", {});
    return parts(answer, "OpenIDConnectProviderList")
        .map((provider) => answered(provider, "Arn"))
        .find((arn) => arn.endsWith(`:oidc-provider/${withoutScheme(url)}`));
}
