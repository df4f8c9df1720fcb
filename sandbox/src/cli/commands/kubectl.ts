/** kubectl on one of the clusters, the way an operator would: with a token for a role, through the allow-list. */
import { execa } from "execa";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";

import { callAws } from "../../aws/client";
import { CLUSTER_ADMIN, policyArn } from "../../aws/eks/accessPolicyNames";
import { partitionOf } from "../../aws/policy/arn";
import type { DaemonStatus, OperatorAccess } from "../../daemon/status";
import { engineEnvironment } from "../../engine/environment";
import { statePaths } from "../../paths";
import type { Presumed } from "../../organisation";
import { eksKubeconfig } from "../../plugins/components/eksKubeconfig";
import { toolPaths } from "../../tools/tools";
import { ask } from "../control";
import { enter } from "../namespace";
import { runningNamespace } from "../start";

/** What EKS reports of a cluster, as far as a kubeconfig needs it. */
interface Described {
    readonly cluster: {
        readonly endpoint: string;
        readonly certificateAuthority: { readonly data: string };
    };
}

/**
 * Runs kubectl on a cluster; sets the exit code to kubectl's.
 * @param role ARN of the role to assume; absent: an administrator of the cluster
 */
export async function kubectl(
    name: string,
    args: readonly string[],
    { role }: { readonly role?: string },
): Promise<void> {
    const paths = statePaths();
    const namespace = await runningNamespace(paths);
    const { clusters } = await ask<DaemonStatus>(paths.controlSocket, "/status");
    const cluster = clusters.find((running) => running.name === name);
    if (cluster === undefined) {
        const names = clusters.map((running) => running.name).join(", ") || "none";
        throw new Error(`No cluster ${name} is running. Running clusters: ${names}.`);
    }
    const operator = (presumed: Presumed): Promise<OperatorAccess> =>
        ask<OperatorAccess>(paths.controlSocket, "/operator", presumed);
    const inAccount = await operator({ accounts: [], operatorAccount: cluster.account });
    const eks = (action: string, params: object): Promise<unknown> =>
        callAws(paths.awsSocket, {
            credentials: inAccount.operator,
            region: cluster.region,
            action,
            params: { ...params },
        });
    const { accessEntries } = (await eks("eks:ListAccessEntries", {
        clusterName: name,
        associatedPolicyArn: policyArn(partitionOf(cluster.region), CLUSTER_ADMIN),
    })) as { readonly accessEntries: readonly string[] };
    const described = (await eks("eks:DescribeCluster", { name })) as Described;
    const kubeconfig = path.join(paths.root, `${name}.kubeconfig`);
    await writeFile(
        kubeconfig,
        JSON.stringify(
            eksKubeconfig({
                clusterName: name,
                region: cluster.region,
                endpoint: described.cluster.endpoint,
                certificateAuthorityData: described.cluster.certificateAuthority.data,
                roleArn: role ?? accessEntries[0],
            }),
        ),
        { mode: 0o600 },
    );
    const tools = await toolPaths();
    const [command, ...rest] = enter(namespace, paths.root, [
        "kubectl",
        `--kubeconfig=${kubeconfig}`,
        ...args,
    ]);
    const result = await execa(command!, rest, {
        env: engineEnvironment({ paths, tools, ...(await operator({ accounts: [] })) }),
        extendEnv: false,
        stdio: "inherit",
        reject: false,
    });
    process.exitCode = result.exitCode ?? 1;
}
