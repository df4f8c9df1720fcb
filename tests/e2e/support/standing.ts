/** Snapshots of a cluster and its surroundings for comparison: resources of others must not change. */
import type { ExistingCluster } from "./existingCluster";
import type { Session } from "./session";

/** Collections of objects to compare: names for the first, contents for the others. */
const NAMED: readonly string[] = [
    "/api/v1/namespaces",
    "/api/v1/secrets",
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
];
const COMPARED: readonly string[] = [
    "/api/v1/configmaps",
    "/api/v1/serviceaccounts",
    "/api/v1/services",
    "/apis/apps/v1/deployments",
    "/apis/apps/v1/statefulsets",
    "/apis/networking.k8s.io/v1/networkpolicies",
    "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    "/apis/rbac.authorization.k8s.io/v1/roles",
    "/apis/rbac.authorization.k8s.io/v1/rolebindings",
    // Empty if the kinds are not defined.
    "/apis/argoproj.io/v1alpha1/applications",
    "/apis/argoproj.io/v1alpha1/appprojects",
];

/** An object of a collection. */
export interface Listed {
    readonly metadata: {
        readonly name: string;
        readonly namespace?: string;
        readonly labels?: object;
        readonly annotations?: Readonly<Record<string, string>>;
        readonly finalizers?: readonly string[];
    };
    readonly [field: string]: unknown;
}

/** Annotation by which a Deployment counts its templates: it increases even if a change is reverted. */
const REVISION = "deployment.kubernetes.io/revision";

/** Objects of a cluster, by collection and name, and what EKS and IAM report about it. */
export async function standing(
    session: Session,
    cluster: ExistingCluster,
): Promise<Readonly<Record<string, unknown>>> {
    const { account, name, region } = cluster;
    const eks = (action: string): Promise<object> =>
        session.aws(account, `eks:${action}`, { clusterName: name }, region);
    const list = async (path: string): Promise<readonly Listed[]> => {
        const { body } = await session.kubernetes({ cluster: name, path });
        return (body as { readonly items?: readonly Listed[] }).items ?? [];
    };
    const inCluster: [string, unknown][] = [];
    for (const path of NAMED) {
        inCluster.push(...(await list(path)).map((one): [string, unknown] => [at(path, one), {}]));
    }
    for (const path of COMPARED) {
        const found = await list(path);
        inCluster.push(...found.map((one): [string, unknown] => [at(path, one), contents(one)]));
    }
    return {
        ...Object.fromEntries(inCluster),
        cluster: await session.aws(account, "eks:DescribeCluster", { name }, region),
        accessEntries: await eks("ListAccessEntries"),
        nodegroups: await eks("ListNodegroups"),
        addons: await eks("ListAddons"),
        podIdentityAssociations: await eks("ListPodIdentityAssociations"),
        issuers: await issuers(session, account),
        aws: await session.leftovers(),
    };
}

function at(path: string, { metadata }: Listed): string {
    return `${path.split("/").at(-1)} ${metadata.namespace ?? ""}/${metadata.name}`;
}

/** The fields of an object that its owner wrote. */
export function contents({ metadata, ...rest }: Listed): object {
    const { annotations = {}, finalizers = [], labels = {} } = metadata;
    return {
        ...without(rest, "status"),
        labels,
        annotations: without(annotations, REVISION),
        finalizers,
    };
}

function without(fields: object, name: string): object {
    return Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));
}

async function issuers(session: Session, account: string): Promise<readonly object[]> {
    const { OpenIDConnectProviderList: found } = await session.aws<{
        readonly OpenIDConnectProviderList: readonly { readonly Arn: string }[];
    }>(account, "iam:ListOpenIDConnectProviders", {});
    return Promise.all(
        found.map(({ Arn }) =>
            session.aws(account, "iam:GetOpenIDConnectProvider", { OpenIDConnectProviderArn: Arn }),
        ),
    );
}
