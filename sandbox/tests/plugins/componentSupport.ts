/** Runs component stand-ins over mocks of the engine. */
import * as pulumi from "@pulumi/pulumi";

const CLUSTER = {
    arn: "arn:aws:eks:eu-west-1:111111111111:cluster/hub",
    endpoint: "https://x",
    certificateAuthority: { data: "Q0E=" },
    identities: [{ oidcs: [{ issuer: "https://oidc.example/id/A" }] }],
    vpcConfig: { clusterSecurityGroupId: "sg-1" },
};

/** What a component registered: `type name`, in order. */
export const children: string[] = [];
export const inputsOf = new Map<string, Readonly<Record<string, unknown>>>();

/** Forgets what was registered and mocks the engine anew. */
export async function mockEngine(): Promise<void> {
    children.length = 0;
    inputsOf.clear();
    await pulumi.runtime.setMocks({
        newResource: ({ type, name, inputs, custom }) => {
            children.push(`${type} ${name}`);
            inputsOf.set(`${type} ${name}`, inputs as Readonly<Record<string, unknown>>);
            return custom
                ? {
                      id: `${name}-id`,
                      state: {
                          ...(inputs as Readonly<Record<string, unknown>>),
                          arn: `arn:${name}`,
                          allocationId: `${name}-allocation`,
                          ...(type === "aws:eks/cluster:Cluster" ? CLUSTER : {}),
                      },
                  }
                : { id: "", state: {} };
        },
        call: ({ token }) => {
            switch (token) {
                case "aws:index/getPartition:getPartition":
                    return { partition: "aws" };
                case "aws:index/getAvailabilityZones:getAvailabilityZones":
                    return { names: ["eu-west-1a", "eu-west-1b", "eu-west-1c"] };
                case "aws:eks/getAddonVersion:getAddonVersion":
                    return { version: "v1" };
                default:
                    throw new Error(`no answer for ${token}`);
            }
        },
    });
}

/** Makes a component and waits until all its children are registered. @returns its outputs */
export async function construct<Args>(
    component: (
        name: string,
        args: Args,
        opts: pulumi.ComponentResourceOptions,
    ) => Promise<{ readonly urn: unknown; readonly state: pulumi.Inputs }>,
    name: string,
    args: Args,
): Promise<pulumi.Inputs> {
    const { state } = await component(name, args, {});
    await pulumi.runtime.disconnect();
    return state;
}

/** The value behind an input. */
export async function valueOf(input: unknown): Promise<unknown> {
    return new Promise((resolve) => pulumi.output(input as pulumi.Input<string>).apply(resolve));
}
