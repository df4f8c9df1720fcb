/** A cluster host for tests of the local AWS. */
import type {
    AccessMapping,
    ClusterHost,
    ClusterNode,
    ClusterSpec,
    NodeRoleMapping,
    PodIdentity,
} from "../../src/aws/contract";

/** A host that starts nothing and remembers what it was told. */
export class RecordingHost implements ClusterHost {
    public readonly created: ClusterSpec[] = [];
    public readonly deleted: string[] = [];
    public readonly access = new Map<string, readonly AccessMapping[]>();
    /** Whether aws-auth is honoured, by cluster. */
    public readonly awsAuth = new Map<string, boolean>();
    /** EKS's own entries in aws-auth, by role. */
    public readonly nodeRoles = new Map<string, NodeRoleMapping>();
    /** Names of nodes by cluster. */
    public readonly nodes = new Map<string, readonly string[]>();
    public readonly podIdentities = new Map<string, readonly PodIdentity[]>();
    public readonly nodeViews = new Map<string, readonly ClusterNode[]>();
    public readonly webIdentity: [string, boolean][] = [];
    /** Operations that fail from now on. */
    public readonly failing = new Set<keyof ClusterHost>();

    public create(spec: ClusterSpec): ReturnType<ClusterHost["create"]> {
        return this.answer("create", () => {
            this.created.push(spec);
            return {
                endpoint: `https://${spec.id.toLowerCase()}.gr7.${spec.region}.eks.amazonaws.com`,
                certificateAuthorityData: Buffer.from(`CA of ${spec.id}`).toString("base64"),
                issuer: `https://oidc.eks.${spec.region}.amazonaws.com/id/${spec.id}`,
            };
        });
    }

    public delete(id: string): Promise<void> {
        return this.answer("delete", () => void this.deleted.push(id));
    }

    public setAccess(
        id: string,
        mappings: readonly AccessMapping[],
        awsAuth: boolean,
    ): Promise<void> {
        return this.answer("setAccess", () => {
            this.access.set(id, mappings);
            this.awsAuth.set(id, awsAuth);
        });
    }

    public mapNodeRole(_id: string, mapping: NodeRoleMapping): Promise<void> {
        return this.answer("mapNodeRole", () => {
            this.nodeRoles.set(mapping.roleArn, mapping);
        });
    }

    public unmapNodeRole(_id: string, roleArn: string): Promise<void> {
        return this.answer("unmapNodeRole", () => {
            this.nodeRoles.delete(roleArn);
        });
    }

    public setWebIdentity(id: string, enabled: boolean): Promise<void> {
        return this.answer("setWebIdentity", () => void this.webIdentity.push([id, enabled]));
    }

    public setPodIdentities(id: string, identities: readonly PodIdentity[]): Promise<void> {
        return this.answer("setPodIdentities", () => void this.podIdentities.set(id, identities));
    }

    public setNodes(id: string, nodes: readonly ClusterNode[]): Promise<void> {
        return this.answer("setNodes", () => {
            this.nodes.set(
                id,
                nodes.map(({ name }) => name),
            );
            this.nodeViews.set(id, nodes);
        });
    }

    public keys(): ReturnType<ClusterHost["keys"]> {
        return this.answer("keys", () => ({ keys: [] }));
    }

    private async answer<T>(operation: keyof ClusterHost, answer: () => T): Promise<T> {
        await Promise.resolve();
        if (this.failing.has(operation)) {
            throw new Error(`${operation} failed`);
        }
        return answer();
    }
}
