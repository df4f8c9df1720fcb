/** An EKS cluster in a sandbox without Pulumi, created by calls to the local AWS. */
import * as assert from "node:assert/strict";

import type { Credentials } from "../../../sandbox/src/aws/contract";
import { ask } from "../../../sandbox/src/cli/control";
import type { OperatorAccess } from "../../../sandbox/src/daemon/status";
import { presignedIdentityUrl } from "../../../sandbox/src/plugins/cli/signing";
import { clusterToken } from "../../../sandbox/src/plugins/cli/token";
import { Session } from "./session";

export const HUB = "111111111111";
export const TARGET = "222222222222";
const REGION = "eu-west-1";

type Params = Readonly<Record<string, unknown>>;

/** The cluster `hub` in account HUB, with the roles `control-plane`, `node` and `fargate`. */
export class PlainCluster {
    public readonly session: Session;

    /**
     * @param name distinguishes its state directory from those of other spec files
     * @param awsTime delay of changes, as in `--aws-time`
     */
    public constructor(name: string, awsTime: string = "none") {
        this.session = new Session(name, { awsTime });
    }

    /** Starts the sandbox and creates the cluster; its parameters can be replaced. */
    public async start(over: Params = {}): Promise<void> {
        await this.session.start();
        await this.session.ensureAccount({ id: HUB });
        await this.session.ensureAccount({ id: TARGET });
        for (const [name, service] of [
            ["control-plane", "eks"],
            ["node", "ec2"],
            ["fargate", "eks-fargate-pods"],
        ] as const) {
            await this.role(HUB, name, { Service: `${service}.amazonaws.com` });
        }
        await this.call("iam:AttachRolePolicy", {
            RoleName: "node",
            PolicyArn: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodeMinimalPolicy",
        });
        await this.call("eks:CreateCluster", {
            name: "hub",
            roleArn: roleArn("control-plane"),
            resourcesVpcConfig: {
                subnetIds: await this.subnets(),
                endpointPrivateAccess: true,
            },
            accessConfig: { authenticationMode: "API" },
            ...over,
        });
    }

    /** A call as an administrator of the cluster's account. */
    public call<T = Params>(action: string, params: Params): Promise<T> {
        return this.session.aws<T>(HUB, action, params);
    }

    /** Creates a role. @param principal of its trust policy */
    public async role(account: string, RoleName: string, principal: object): Promise<void> {
        await this.session.aws(account, "iam:CreateRole", {
            RoleName,
            AssumeRolePolicyDocument: document({
                Principal: principal,
                Action: ["sts:AssumeRole", "sts:TagSession"],
            }),
        });
    }

    /** Creates an object in the cluster, as its administrator. */
    public async post(url: string, body: object): Promise<void> {
        const request = { cluster: "hub", method: "POST", path: url, body };
        const answer = await this.session.kubernetes(request);
        assert.equal(answer.status, 201, JSON.stringify(answer.body));
    }

    /**
     * The Kubernetes user of a session of a role of account HUB; undefined if the cluster rejects it.
     * @param role unset: the cluster's creator
     */
    public async userOf(
        role?: string,
    ): Promise<{ readonly username: string; readonly groups: readonly string[] } | undefined> {
        const credentials = role === undefined ? await this.creator() : await this.assumed(role);
        const url = await presignedIdentityUrl(credentials, REGION, "hub", new Date());
        const { status, body } = await this.session.kubernetes({
            cluster: "hub",
            method: "POST",
            path: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            body: { kind: "SelfSubjectReview", apiVersion: "authentication.k8s.io/v1" },
            token: clusterToken(url),
        });
        if (status === 401) {
            return undefined;
        }
        const { userInfo } = (
            body as {
                readonly status: {
                    readonly userInfo: {
                        readonly username: string;
                        readonly groups: readonly string[];
                    };
                };
            }
        ).status;
        return {
            username: userInfo.username,
            groups: userInfo.groups.filter((group) => group !== "system:authenticated"),
        };
    }

    private async creator(): Promise<Credentials> {
        const { operator } = await ask<OperatorAccess>(
            this.session.paths.controlSocket,
            "/operator",
            { accounts: [], operatorAccount: HUB },
        );
        return operator;
    }

    private async assumed(role: string): Promise<Credentials> {
        const { Credentials: given } = await this.call<{
            readonly Credentials: Readonly<Record<string, string>>;
        }>("sts:AssumeRole", { RoleArn: roleArn(role), RoleSessionName: "somebody" });
        return {
            accessKeyId: given.AccessKeyId ?? "",
            secretAccessKey: given.SecretAccessKey ?? "",
            sessionToken: given.SessionToken ?? "",
        };
    }

    private async subnets(): Promise<readonly string[]> {
        const { Vpc: vpc } = await this.call<{ readonly Vpc: { readonly VpcId: string } }>(
            "ec2:CreateVpc",
            { CidrBlock: "10.0.0.0/16" },
        );
        return Promise.all(
            ["a", "b"].map(async (zone, index) => {
                const { Subnet: subnet } = await this.call<{
                    readonly Subnet: { readonly SubnetId: string };
                }>("ec2:CreateSubnet", {
                    VpcId: vpc.VpcId,
                    CidrBlock: `10.0.${index}.0/24`,
                    AvailabilityZone: `${REGION}${zone}`,
                });
                return subnet.SubnetId;
            }),
        );
    }
}

/** ARN of a role in account HUB. */
export function roleArn(name: string): string {
    return `arn:aws:iam::${HUB}:role/${name}`;
}

/** A policy document with one Allow statement. */
export function document(statement: object): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", ...statement }],
    });
}
