/** Registration of EKS's pod-identity webhook, which gives pods tokens for IAM, and how to see that it acts. */
import { AdmissionregistrationV1Api, CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { setTimeout as sleep } from "node:timers/promises";

import type { PodIdentity } from "../aws/contract";
import { hasStatus } from "./apiErrors";

const configurationName = "pod-identity-webhook";

/** Where the probe lives, and what the pods it pretends to create are called. */
const probeNamespace = "kube-system";
const probeName = "sandbox-web-identity-probe";

/** The API server follows changes of webhook configurations within a second or so. */
const effectTimeoutMs = 20_000;
const pollMs = 50;

/** Registers the webhook for new pods and waits until it acts. */
export async function registerWebhook(
    client: KubeConfig,
    port: number,
    authority: string,
): Promise<void> {
    await client.makeApiClient(AdmissionregistrationV1Api).createMutatingWebhookConfiguration({
        body: {
            metadata: { name: configurationName },
            webhooks: [
                {
                    name: "iam-for-pods.amazonaws.com",
                    // With Ignore, and the webhook down, pods would start silently without identity.
                    failurePolicy: "Fail",
                    clientConfig: {
                        url: `https://127.0.0.1:${port}/mutate`,
                        caBundle: Buffer.from(authority, "utf8").toString("base64"),
                    },
                    rules: [
                        {
                            operations: ["CREATE"],
                            apiGroups: [""],
                            apiVersions: ["v1"],
                            resources: ["pods"],
                        },
                    ],
                    sideEffects: "None",
                    // The webhook speaks no other version.
                    admissionReviewVersions: ["v1beta1"],
                },
            ],
        },
    });
    await waitForWebIdentity(client, true);
}

/** Deletes the registration and waits until pods are created without the webhook. */
export async function unregisterWebhook(client: KubeConfig): Promise<void> {
    try {
        await client
            .makeApiClient(AdmissionregistrationV1Api)
            .deleteMutatingWebhookConfiguration({ name: configurationName });
    } catch (error) {
        if (!hasStatus(error, 404)) {
            throw error;
        }
    }
    await waitForWebIdentity(client, false);
}

/**
 * Waits until the webhook has seen a ServiceAccount.
 * @param number distinguishes the ServiceAccount from previous ones
 * @param tell passes the ServiceAccount to the webhook
 */
export async function waitForIdentity(
    client: KubeConfig,
    number: number,
    tell: (probe: PodIdentity) => Promise<void>,
): Promise<void> {
    const serviceAccount = `${probeName}-${number}`;
    await withProbe(client, serviceAccount, {}, async (variables) => {
        await tell({ namespace: probeNamespace, serviceAccount });
        await untilTrue(
            async () => (await variables()).includes("AWS_CONTAINER_CREDENTIALS_FULL_URI"),
            "the pod-identity webhook does not read its associations",
        );
    });
}

/** Creates pods of an annotated ServiceAccount as a dry run, until they are changed (or no longer). */
async function waitForWebIdentity(client: KubeConfig, wanted: boolean): Promise<void> {
    const annotations = {
        "eks.amazonaws.com/role-arn": "arn:aws:iam::000000000000:role/probe",
    };
    await withProbe(client, probeName, annotations, (variables) =>
        untilTrue(
            async () => (await variables()).includes("AWS_WEB_IDENTITY_TOKEN_FILE") === wanted,
            `the pod-identity webhook does not ${wanted ? "begin" : "cease"} to act`,
        ),
    );
}

/** @param use gets a function that returns the variables that a pod of the ServiceAccount would get */
async function withProbe(
    client: KubeConfig,
    name: string,
    annotations: Record<string, string>,
    use: (variables: () => Promise<readonly string[]>) => Promise<void>,
): Promise<void> {
    const core = client.makeApiClient(CoreV1Api);
    await core.createNamespacedServiceAccount({
        namespace: probeNamespace,
        body: { metadata: { name, annotations } },
    });
    try {
        await use(() => injectedVariables(core, name));
    } finally {
        await core.deleteNamespacedServiceAccount({ name, namespace: probeNamespace });
    }
}

async function untilTrue(isSo: () => Promise<boolean>, otherwise: string): Promise<void> {
    const deadline = Date.now() + effectTimeoutMs;
    while (!(await isSo())) {
        if (Date.now() > deadline) {
            throw new Error(`${otherwise} within ${effectTimeoutMs / 1000} s`);
        }
        await sleep(pollMs);
    }
}

async function injectedVariables(
    core: CoreV1Api,
    serviceAccountName: string,
): Promise<readonly string[]> {
    const pod = await core.createNamespacedPod({
        namespace: probeNamespace,
        dryRun: "All",
        body: {
            metadata: { name: probeName },
            spec: {
                serviceAccountName,
                automountServiceAccountToken: false,
                containers: [{ name: "probe", image: "probe" }],
            },
        },
    });
    return (pod.spec?.containers[0]?.env ?? []).map(({ name }) => name);
}
