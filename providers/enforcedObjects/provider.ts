/**
 * Keeps fields of objects exactly as the program sets them. Another resource creates and deletes the objects; this one
 * detects additions during a refresh and reverts them.
 */
import type * as pulumi from "@pulumi/pulumi";
import { isDeepStrictEqual } from "node:util";

import { objectName, objectPath, type EnforcedObject } from "../../lib/kubernetes/enforced";
import { UserError } from "../../lib/userError";
import type { DynamicProvider } from "../carried";
import { failure, isNotFound, sharedKubernetesApi, type KubernetesApi } from "../kubernetes/api";
import { deleteUnreachable, retried, sleep, unlessGone, type Sleep } from "../kubernetes/retry";

/** Inputs of the resource, and its outputs. */
export interface EnforcedState {
    /** ARN of the cluster. Another one replaces the resource. */
    readonly clusterArn: string;
    readonly kubeconfig: string;
    readonly objects: readonly EnforcedObject[];
    /** Output: the objects with their fields as the API server returns them, including defaults. */
    readonly live?: readonly EnforcedObject[];
}

/** Dependencies of the provider. */
export interface EnforcedSurroundings {
    readonly connect: (kubeconfig: string) => KubernetesApi;
    readonly sleep: Sleep;
    /** Whether a cluster that cannot be reached counts as deleted. */
    readonly deleteUnreachable: boolean;
}

export type EnforcedObjectsProvider = DynamicProvider<EnforcedState, EnforcedState>;

/**
 * Field manager of corrected fields in `managedFields`. It distinguishes corrections from writes of the object's own
 * resource.
 */
const FIELD_MANAGER = "eks-gitops-fleet";

export function enforcedObjectsProvider(
    surroundings: EnforcedSurroundings,
): EnforcedObjectsProvider {
    const { connect } = surroundings;
    const forEach = async (
        { kubeconfig, objects }: EnforcedState,
        act: (api: KubernetesApi, object: EnforcedObject) => Promise<EnforcedObject>,
    ): Promise<EnforcedObject[]> => {
        const api = connect(kubeconfig);
        const results: EnforcedObject[] = [];
        for (const object of objects) {
            results.push(
                await retried(surroundings.sleep, objectName(object), () => act(api, object)),
            );
        }
        return results;
    };
    const enforce = async (wanted: EnforcedState): Promise<EnforcedState> => ({
        ...inputsOf(wanted),
        live: await forEach(wanted, correct),
    });
    return {
        diff: (old, wanted) => {
            const replaces = old.clusterArn === wanted.clusterArn ? [] : ["clusterArn"];
            // A refresh uses the recorded kubeconfig, so record the current one.
            const updates =
                old.kubeconfig !== wanted.kubeconfig || !isSame(old.objects, wanted.objects);
            return { changes: replaces.length > 0 || updates, replaces };
        },
        create: async (wanted) => ({
            id: `${wanted.clusterArn}/${wanted.objects.map(objectName).join(",")}`,
            outs: await enforce(wanted),
        }),
        read: async (id, known) => {
            const live = await unlessGone(surroundings.deleteUnreachable, () =>
                forEach(known, async (api, object) => (await read(api, object)).object),
            );
            return live === undefined ? { id: "" } : readResult(id, known, live);
        },
        update: async (_, wanted) => ({ outs: await enforce(wanted) }),
        // Another resource deletes the objects.
        delete: () => Promise.resolve(),
    };
}

/** The provider that the engine runs. */
export const provider = enforcedObjectsProvider({
    connect: sharedKubernetesApi,
    sleep,
    deleteUnreachable: deleteUnreachable(process.env),
});

/** Returns unchanged objects as they were given, without the API server's defaults. */
function readResult(
    id: string,
    known: EnforcedState,
    live: readonly EnforcedObject[],
): pulumi.dynamic.ReadResult<EnforcedState> {
    const objects = known.objects.map((object, index) =>
        isSame(live[index], known.live?.[index]) ? object : live[index]!,
    );
    const inputs = { ...inputsOf(known), objects };
    return { id, props: { ...inputs, live }, inputs };
}

interface Found {
    readonly object: EnforcedObject;
    /** Undefined if the object does not exist. */
    readonly resourceVersion?: string;
}

/** Reads the fields of an object; null for fields that it lacks, and for all fields if it does not exist. */
async function read(api: KubernetesApi, object: EnforcedObject): Promise<Found> {
    const answer = await api.send("GET", objectPath(object));
    if (isNotFound(answer)) {
        return { object: withFields(object, {}) };
    }
    if (answer.status !== 200) {
        throw failure(`Cannot read ${objectName(object)}`, api, answer);
    }
    return foundIn(object, answer.body);
}

/** Sets the fields of an object that differ. @returns the object as the API server returned it */
async function correct(api: KubernetesApi, object: EnforcedObject): Promise<EnforcedObject> {
    const found = await read(api, object);
    if (found.resourceVersion === undefined) {
        throw new UserError(
            `${objectName(object)} is missing at ${api.server}: someone deleted it. Run pulumi up --refresh to create it again.`,
        );
    }
    const differing = Object.keys(object.fields).filter(
        (field) => !isSame(found.object.fields[field], object.fields[field]),
    );
    if (differing.length === 0) {
        return found.object;
    }
    const patch = [
        // If the version has changed, someone wrote in between, and the API server answers with a conflict.
        { op: "replace", path: "/metadata/resourceVersion", value: found.resourceVersion },
        ...differing.map((field) =>
            object.fields[field] === null
                ? { op: "remove", path: `/${field}` }
                : { op: "add", path: `/${field}`, value: object.fields[field] },
        ),
    ];
    const answer = await api.send(
        "PATCH",
        `${objectPath(object)}?fieldManager=${FIELD_MANAGER}`,
        patch,
        "application/json-patch+json",
    );
    if (answer.status !== 200) {
        throw failure(`Cannot restore ${objectName(object)}`, api, answer);
    }
    return foundIn(object, answer.body).object;
}

function foundIn(object: EnforcedObject, body: unknown): Found {
    const whole = body as Readonly<Record<string, unknown>> & {
        readonly metadata: { readonly resourceVersion: string };
    };
    return {
        object: withFields(object, whole),
        resourceVersion: whole.metadata.resourceVersion,
    };
}

function withFields(
    object: EnforcedObject,
    whole: Readonly<Record<string, unknown>>,
): EnforcedObject {
    const fields = Object.keys(object.fields).map((field) => [field, whole[field] ?? null]);
    return { ...object, fields: Object.fromEntries(fields) as Record<string, unknown> };
}

function isSame(one: unknown, other: unknown): boolean {
    return isDeepStrictEqual(plain(one), plain(other));
}

/** Removes prototypes and undefined properties, in which values of the engine and of the API server differ. */
function plain(value: unknown): unknown {
    return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function inputsOf({ clusterArn, kubeconfig, objects }: EnforcedState): EnforcedState {
    return { clusterArn, kubeconfig, objects };
}
