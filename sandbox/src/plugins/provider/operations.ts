/** A resource's life with any resource type: what is the same for all of them. */
import { checkInputs, type Checked, type CheckRequest } from "./check";
import { differences, type Difference } from "./diff";
import { ActionError, errorText, isMissing } from "./errors";
import type { ResourceType, Session } from "./resource";
import { output, textMap, type Fields } from "./schema";
import { foreseenState, readInputs, settledState } from "./state";
import { mergedTags, ownTags, tagChanges, withoutSystemTags } from "./tags";
import { textMapOf, type Properties } from "./values";

/** An object that exists, of which something after its creation failed. */
export class PartialError extends Error {
    constructor(
        message: string,
        public readonly id: string,
        public readonly state: Properties,
    ) {
        super(message);
    }
}

/** A resource type's properties with those that many types share. */
export function fieldsOf(type: ResourceType): Fields {
    return {
        ...type.fields,
        ...(type.retag === undefined
            ? {}
            : { tags: textMap(), tagsAll: textMap({ computed: true }) }),
        ...(type.global ? {} : { region: output() }),
    };
}

/** Completed inputs, all tags among them, and what is wrong with them. */
export function checkResource(
    type: ResourceType,
    session: Session,
    request: Omit<CheckRequest, "fields" | "autoname">,
): Checked {
    const { inputs, failures } = checkInputs({
        ...request,
        fields: fieldsOf(type),
        ...(type.autoname === undefined ? {} : { autoname: type.autoname }),
    });
    return {
        failures,
        inputs:
            type.retag === undefined
                ? inputs
                : { ...inputs, tagsAll: mergedTags(session.defaultTags, inputs.tags) },
    };
}

/** What an update would change. */
export function diffResource(
    type: ResourceType,
    state: Properties,
    inputs: Properties,
    ignored: readonly string[],
): { readonly differences: readonly Difference[]; readonly deleteBeforeReplace: boolean } {
    const found = differences(fieldsOf(type), state, inputs, ignored);
    return {
        differences: found,
        deleteBeforeReplace:
            found.some((difference) => difference.replace) && keepsGivenName(type, state, inputs),
    };
}

/** The state that creating will give, as far as a preview knows it. */
export function previewCreate(type: ResourceType, inputs: Properties): Properties {
    return foreseenState(fieldsOf(type), inputs);
}

/** The state that updating will give, as far as a preview knows it. */
export function previewUpdate(
    type: ResourceType,
    inputs: Properties,
    state: Properties,
): Properties {
    return foreseenState(fieldsOf(type), inputs, state);
}

/**
 * Creates the object.
 * @throws PartialError when it exists and something after that failed
 */
export async function createResource(
    type: ResourceType,
    session: Session,
    inputs: Properties,
): Promise<{ readonly id: string; readonly state: Properties }> {
    let begun: string | undefined;
    try {
        const id = await type.create(session.api, inputs, (made) => (begun = made));
        begun = id;
        return { id, state: await stateAfter(type, session, id, inputs) };
    } catch (error) {
        if (begun === undefined) {
            throw error;
        }
        const found = await readState(type, session, begun, inputs).catch(() => undefined);
        throw new PartialError(errorText(error), begun, found ?? inputs);
    }
}

/** What AWS has now; undefined when the object was deleted. */
export async function readResource(
    type: ResourceType,
    session: Session,
    id: string,
    old: { readonly inputs: Properties; readonly state: Properties },
): Promise<{ readonly inputs: Properties; readonly state: Properties } | undefined> {
    const state = await readState(type, session, id, { ...old.inputs, ...old.state });
    return state === undefined
        ? undefined
        : { state, inputs: readInputs(fieldsOf(type), state, old.inputs) };
}

/** Changes what differs, tags first, and returns the state after it. */
export async function updateResource(
    type: ResourceType,
    session: Session,
    id: string,
    inputs: Properties,
    state: Properties,
    ignored: readonly string[],
): Promise<Properties> {
    const changed = new Set(
        differences(fieldsOf(type), state, inputs, ignored).map(
            (difference) => difference.path.split(/[.[]/)[0] ?? "",
        ),
    );
    if (changed.delete("tagsAll")) {
        await type.retag?.(
            session.api,
            { id, state },
            tagChanges(textMapOf(state, "tagsAll"), textMapOf(inputs, "tagsAll")),
        );
    }
    changed.delete("tags");
    if (changed.size > 0) {
        await type.update?.(session.api, {
            id,
            inputs,
            old: state,
            has: (...names) => names.some((name) => changed.has(name)),
        });
    }
    return stateAfter(type, session, id, { ...state, ...inputs });
}

/** Deletes the object; succeeds if it was already deleted. */
export async function deleteResource(
    type: ResourceType,
    session: Session,
    id: string,
    state: Properties,
): Promise<void> {
    try {
        await type.remove(session.api, id, state);
    } catch (error) {
        if (!(error instanceof ActionError) || !isMissing(error)) {
            throw error;
        }
    }
}

async function stateAfter(
    type: ResourceType,
    session: Session,
    id: string,
    known: Properties,
): Promise<Properties> {
    const state = await readState(type, session, id, known);
    if (state === undefined) {
        throw new Error(`empty result: ${id} does not exist after it was created`);
    }
    return state;
}

async function readState(
    type: ResourceType,
    session: Session,
    id: string,
    known: Properties,
): Promise<Properties | undefined> {
    try {
        const reported = await type.read(session.api, id, known);
        return reported === undefined
            ? undefined
            : settledState(fieldsOf(type), withShared(type, session, reported, known), known);
    } catch (error) {
        if (isMissing(error)) {
            return undefined;
        }
        throw error;
    }
}

function withShared(
    type: ResourceType,
    session: Session,
    reported: Properties,
    known: Properties,
): Properties {
    const all = withoutSystemTags(textMapOf(reported, "tagsAll"));
    return {
        ...reported,
        ...(type.retag === undefined
            ? {}
            : { tagsAll: all, tags: ownTags(session.defaultTags, all, known) }),
        ...(type.global ? {} : { region: session.api.region }),
    };
}

// The bridge's rule: two objects cannot hold one fixed name, so the old one has to go first.
function keepsGivenName(type: ResourceType, state: Properties, inputs: Properties): boolean {
    const property = type.autoname?.property;
    if (property === undefined || inputs[property] !== state[property]) {
        return false;
    }
    const generated = inputs.__defaults;
    return !(Array.isArray(generated) && generated.includes(property));
}
