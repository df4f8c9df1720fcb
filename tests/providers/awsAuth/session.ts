/** A cluster's aws-auth, and the provider that manages it. */
import { renderKubeconfig } from "../../../lib/kubernetes/kubeconfig";
import { awsAuthConfigMap } from "../../../providers/awsAuth/configMap";
import {
    awsAuthProvider,
    type AwsAuthProvider,
    type AwsAuthState,
} from "../../../providers/awsAuth/provider";
import { startApiServer, type FakeApiServer } from "./apiServer";
import { makeAwsCommand, type AwsCommand } from "./awsCommand";

export const NODES = `- rolearn: arn:aws:iam::222222222222:role/nodes # never lose these
  username: system:node:{{EC2PrivateDNSName}}
  groups: [system:bootstrappers, system:nodes]
`;
export const ADMIN =
    "- rolearn: arn:aws:iam::222222222222:role/admin\n  groups: [system:masters]\n";
/** Id of the entry in a session's state. */
export const ID =
    "arn:aws:eks:eu-west-1:222222222222:cluster/testing/aws-auth/arn:aws:iam::222222222222:role/acme-deployer-testing";

/** A state whose kubeconfig refers to a server. */
export function stateFor(server: FakeApiServer): AwsAuthState {
    const { endpoint, certificateAuthorityData } = server;
    return {
        clusterArn: "arn:aws:eks:eu-west-1:222222222222:cluster/testing",
        kubeconfig: renderKubeconfig({
            clusterName: "testing",
            region: "eu-west-1",
            endpoint,
            certificateAuthorityData,
        }),
        roleArn: "arn:aws:iam::222222222222:role/acme-deployer-testing",
        userName: "gitops:acme:{{SessionName}}",
        groups: ["gitops:acme:deployers"],
    };
}

/** State shared by the tests of a suite; the constructor installs the hooks. */
export class Session {
    public server!: FakeApiServer;
    public provider!: AwsAuthProvider;
    public state!: AwsAuthState;
    /** Milliseconds of simulated sleep. */
    public waits: number[] = [];

    public constructor() {
        const searchPath = process.env["PATH"];
        let aws: AwsCommand;
        before(async () => {
            aws = await makeAwsCommand();
            process.env["PATH"] = `${aws.directory}:${searchPath}`;
        });
        after(async () => {
            process.env["PATH"] = searchPath;
            await aws.remove();
        });
        beforeEach(() => this.start(NODES));
        afterEach(() => this.server.stop());
    }

    /** Starts over with another cluster. */
    public async start(mapRoles: string | undefined): Promise<void> {
        await (this.server as FakeApiServer | undefined)?.stop();
        this.server = await startApiServer(mapRoles);
        this.state = stateFor(this.server);
        this.waits = [];
        this.provider = this.providerWith({ deleteUnreachable: false });
    }

    public providerWith(decided: { readonly deleteUnreachable: boolean }): AwsAuthProvider {
        return awsAuthProvider({
            ...decided,
            connect: (kubeconfig) => awsAuthConfigMap(kubeconfig, {}),
            sleep: (milliseconds) => {
                this.waits.push(milliseconds);
                return Promise.resolve();
            },
        });
    }

    public get mapRoles(): string | undefined {
        return this.server.configMap?.data?.["mapRoles"];
    }

    /** Methods of the requests so far. */
    public get methods(): readonly string[] {
        return this.server.lines.map((line) => line.split(" ")[0]!);
    }

    /** Simulates another writer once, just before a request. */
    public onceBefore(method: string, act: () => void): void {
        this.server.before = (asked) => {
            if (asked === method) {
                this.server.before = () => undefined;
                act();
            }
        };
    }
}
