/** What is built, from which public Go module, with which linker flags. */

/** Names of the binaries in ToolPaths. */
export type ToolName =
    | "pulumi"
    | "kubernetesProvider"
    | "kubeApiserver"
    | "kubeControllerManager"
    | "etcd"
    | "argocd"
    | "awsIamAuthenticator"
    | "podIdentityWebhook"
    | "redis";

/** One binary of a set. */
export interface Tool {
    readonly name: ToolName;
    /** File name of the binary; programs find some of them by it. */
    readonly file: string;
    /** Import path of the main package, or a path inside the set's module. */
    readonly package: string;
    /** Variables the linker sets: import path and name to value. */
    readonly variables: Readonly<Record<string, string>>;
}

/** Files of a module that are needed beside its binary. */
export interface ModuleFiles {
    readonly module: string;
    /** Directory of the set they are copied to. */
    readonly directory: string;
    /** Files and directories, relative to the module's root. `*.sh` become executable. */
    readonly paths: readonly string[];
}

/** A Go module of ours that requires the tools' modules, with its go.sum. */
export interface ToolSet {
    /** Directory of the module, beside this file. */
    readonly name: string;
    readonly tools: readonly Tool[];
    readonly files: readonly ModuleFiles[];
}

/** Version of the Pulumi engine that is built, and the oldest installed one that is used instead. */
export const pulumiVersion = "3.259.0";

/**
 * Version the Kubernetes provider reports: that of the release its module precedes. Published modules carry
 * no tag of their own.
 */
const kubernetesProviderVersion = "4.25.0";

/** Kubernetes reports these at /version; without them it reports v0.0.0 and clients refuse features. */
const kubernetesVariables = {
    "k8s.io/component-base/version.gitVersion": "v1.36.1",
    "k8s.io/component-base/version.gitMajor": "1",
    "k8s.io/component-base/version.gitMinor": "36",
    "k8s.io/client-go/pkg/version.gitVersion": "v1.36.1",
};

/** All sets, in the order they are built: what takes longest last, so that failures show early. */
export const toolSets: readonly ToolSet[] = [
    {
        name: "cluster",
        tools: [
            {
                name: "redis",
                file: "redis",
                package: "./redis",
                variables: {},
            },
            {
                name: "etcd",
                file: "etcd",
                package: "go.etcd.io/etcd/server/v3",
                variables: {},
            },
            {
                name: "awsIamAuthenticator",
                file: "aws-iam-authenticator",
                package: "sigs.k8s.io/aws-iam-authenticator/cmd/aws-iam-authenticator",
                variables: {},
            },
            {
                name: "podIdentityWebhook",
                file: "amazon-eks-pod-identity-webhook",
                package: "github.com/aws/amazon-eks-pod-identity-webhook",
                variables: {},
            },
            {
                name: "kubeApiserver",
                file: "kube-apiserver",
                package: "k8s.io/kubernetes/cmd/kube-apiserver",
                variables: kubernetesVariables,
            },
            {
                name: "kubeControllerManager",
                file: "kube-controller-manager",
                package: "k8s.io/kubernetes/cmd/kube-controller-manager",
                variables: kubernetesVariables,
            },
            {
                name: "argocd",
                file: "argocd",
                package: "github.com/argoproj/argo-cd/v3/cmd",
                variables: {},
            },
        ],
        files: [
            {
                module: "github.com/argoproj/argo-cd/v3",
                directory: "argocd-module",
                paths: ["manifests", "hack/gpg-wrapper.sh", "hack/git-verify-wrapper.sh"],
            },
        ],
    },
    {
        name: "engine",
        tools: [
            {
                name: "pulumi",
                file: "pulumi",
                package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
                variables: {
                    "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${pulumiVersion}`,
                },
            },
        ],
        files: [],
    },
    {
        name: "kubernetes-provider",
        tools: [
            {
                name: "kubernetesProvider",
                file: "pulumi-resource-kubernetes",
                package: ".",
                variables: { "main.version": kubernetesProviderVersion },
            },
        ],
        files: [],
    },
];

/**
 * Arguments of `go build` and `go list` that decide what comes out. `-buildvcs=false`: a main of ours must
 * build the same in a checkout that git refuses to read. `-s -w` drops symbols and debug data.
 */
export function buildFlags(tool: Tool): readonly string[] {
    const set = Object.entries(tool.variables).map(([name, value]) => `-X ${name}=${value}`);
    return ["-trimpath", "-buildvcs=false", "-ldflags", ["-s -w", ...set].join(" ")];
}
