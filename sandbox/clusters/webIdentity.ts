/**
 * EKS's pod-identity webhook: gives pods of annotated ServiceAccounts a token for IAM.
 *
 * On EKS it always runs. Here it stands only while some account trusts the cluster's issuer, so that a pod
 * that starts before its trust does fails visibly instead of starting with a token nobody accepts.
 */
import { AdmissionregistrationV1Api, CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { setTimeout as sleep } from "node:timers/promises";

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
    await waitForEffect(client, true);
}

/** Takes the registration away and waits until pods are created without the webhook. */
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
    await waitForEffect(client, false);
}

/** Creates pods of an annotated ServiceAccount as a dry run, until they are changed (or no longer). */
async function waitForEffect(client: KubeConfig, wanted: boolean): Promise<void> {
    const core = client.makeApiClient(CoreV1Api);
    await core.createNamespacedServiceAccount({
        namespace: probeNamespace,
        body: {
            metadata: {
                name: probeName,
                annotations: {
                    "eks.amazonaws.com/role-arn": "arn:aws:iam::000000000000:role/probe",
                },
            },
        },
    });
    try {
        const deadline = Date.now() + effectTimeoutMs;
        while ((await isInjected(core)) !== wanted) {
            if (Date.now() > deadline) {
                throw new Error(
                    `the pod-identity webhook does not ${wanted ? "begin" : "cease"} to act within ${effectTimeoutMs / 1000} s`,
                );
            }
            await sleep(pollMs);
        }
    } finally {
        await core.deleteNamespacedServiceAccount({ name: probeName, namespace: probeNamespace });
    }
}

async function isInjected(core: CoreV1Api): Promise<boolean> {
    const pod = await core.createNamespacedPod({
        namespace: probeNamespace,
        dryRun: "All",
        body: {
            metadata: { name: probeName },
            spec: {
                serviceAccountName: probeName,
                automountServiceAccountToken: false,
                containers: [{ name: "probe", image: "probe" }],
            },
        },
    });
    const env = pod.spec?.containers[0]?.env ?? [];
    return env.some(({ name }) => name === "AWS_WEB_IDENTITY_TOKEN_FILE");
}
