/** Queries on registered resources, shared by many tests. */
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import assert from "node:assert/strict";

import { accountOf, install, providerName, type Harness, type Registered } from "./mocks";

/** Everything that a part of a program registers. */
export async function registered(build: () => void): Promise<Harness> {
    const harness = await install();
    build();
    await harness.settle();
    return harness;
}

/** Fails unless a part of a program is rejected with exactly this message. */
export async function assertRefused(build: () => void, message: string | RegExp): Promise<void> {
    const harness = await install();
    assert.throws(build, { message });
    await harness.settle();
}

/**
 * Fails if a preview shows other resources than an update creates: the sign of a resource inside an apply, or of a name
 * that the cloud decides.
 */
export async function assertSameInPreview(build: () => void): Promise<void> {
    const expected = inventory(await registered(build));
    const harness = await install({ preview: true });
    build();
    await harness.settle();
    assert.deepEqual(inventory(harness), expected);
}

/** A program has one provider for its dynamic resources, created with the first of them. */
const DYNAMIC = "pulumi:providers:pulumi-nodejs";

/**
 * Type and name of everything registered, sorted, without the providers that a test passes and the one for dynamic
 * resources.
 */
export function inventory(harness: Harness): readonly string[] {
    return harness.resources
        .filter(({ name, type }) => !name.startsWith("given-") && type !== DYNAMIC)
        .map(({ type, name }) => `${type} ${name}`)
        .sort();
}

/** An AWS provider for tests to pass. */
export function givenAws(account: string, region = "eu-west-1"): aws.Provider {
    return new aws.Provider(`given-aws-${account}`, {
        region: region as aws.Region,
        allowedAccountIds: [account],
    });
}

/** A Kubernetes provider for tests to pass. */
export function givenKubernetes(cluster: string): k8s.Provider {
    return new k8s.Provider(`given-kubernetes-${cluster}`, { kubeconfig: "{}" });
}

/** A resource for tests to pass that only need its existence. */
export function givenResource(name: string): k8s.core.v1.Namespace {
    return new k8s.core.v1.Namespace(
        `given-${name}`,
        {},
        { provider: givenKubernetes(`of-${name}`) },
    );
}

/**
 * Name of the provider that manages a resource. A remote component's children inherit it from the nearest ancestor, as
 * in the engine; it is empty for a component itself.
 */
export function actingProvider(resource: Registered, harness: Harness): string {
    if (resource.custom) {
        return providerName(resource.provider);
    }
    if (!resource.remote) {
        return "";
    }
    const wanted = resource.type.startsWith("kubernetes:") ? "kubernetes" : "aws";
    for (let at: Registered | undefined = resource; at !== undefined; at = parentOf(at, harness)) {
        const found = at.providers[wanted];
        if (found !== undefined) {
            return providerName(found);
        }
    }
    return "";
}

/** The parent; undefined for a resource of the stack itself. */
export function parentOf(resource: Registered, harness: Harness): Registered | undefined {
    return harness.resources.find(({ urn }) => urn === resource.parent);
}

/** Fails if any resource but a provider uses a default provider. */
export function assertNoDefaultProvider(harness: Harness): void {
    const left = harness.resources.filter(
        (resource) =>
            (resource.custom || resource.remote) &&
            !resource.type.startsWith("pulumi:providers") &&
            actingProvider(resource, harness) === "",
    );
    assert.deepEqual(
        left.map(({ type, name }) => `${type} ${name}`),
        [],
        "resources on a default provider",
    );
}

/** Fails if a child's name does not start with its parent's, or if a component has no child. */
export function assertChildNames(harness: Harness): void {
    for (const resource of harness.resources) {
        const parent = parentOf(resource, harness);
        if (parent !== undefined) {
            assert.ok(
                resource.name.startsWith(`${parent.name}-`),
                `${resource.type} ${resource.name} is a child of ${parent.type} ${parent.name}`,
            );
        }
    }
}

/**
 * Inputs of a resource of a dynamic provider. Fails unless it refers to the provider in the given module, `awsAuth`, as
 * plain text.
 */
export function dynamicInputs(resource: Registered, module: string): Record<string, unknown> {
    const { __provider, ...inputs } = resource.inputs;
    // Not a secret: it captures nothing of the program.
    assert.equal(typeof __provider, "string", resource.name);
    assert.match(String(__provider), new RegExp(`"\\./providers/${module}/provider"`));
    return inputs;
}

/** Names of all dependencies of a resource, by data or by dependsOn, sorted. */
export function dependencyNames(resource: Registered, harness: Harness): readonly string[] {
    return resource.dependencies
        .map((urn) => {
            const found = harness.resources.find((one) => one.urn === urn);
            assert.ok(found, urn);
            return found.name;
        })
        .sort();
}

/** Accounts by type and name, for all resources of AWS providers. */
export function accounts(harness: Harness): Readonly<Record<string, string>> {
    return Object.fromEntries(
        harness.resources
            .filter(({ type }) => /^(aws|awsx|eks):/.test(type))
            .map((resource) => [
                `${resource.type} ${resource.name}`,
                accountOf(actingProvider(resource, harness), harness.resources),
            ]),
    );
}

/**
 * Whether a resource must be deleted before another one: it depends on that one, directly or indirectly. Depending on a
 * parent, a provider or a component counts, as it does for the engine.
 */
export function goesBefore(harness: Harness, resource: Registered, other: Registered): boolean {
    const byUrn = new Map(harness.resources.map((one) => [one.urn, one]));
    const seen = new Set<string>();
    const waiting = [resource];
    while (waiting.length > 0) {
        const at = waiting.pop()!;
        if (seen.has(at.urn)) {
            continue;
        }
        seen.add(at.urn);
        if (at.urn === other.urn && at !== resource) {
            return true;
        }
        const provider = at.provider.split("::").slice(0, 4).join("::");
        for (const urn of [...at.dependencies, provider]) {
            const next = byUrn.get(urn);
            if (next !== undefined) {
                waiting.push(next);
            }
        }
    }
    return false;
}
