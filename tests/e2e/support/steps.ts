/** The engine's steps, from its event log. Pure. */

/** One step of a preview, an update, a refresh or a destroy. */
export interface Step {
    /** `create`, `update`, `delete`, `replace`, `create-replacement`, `delete-replaced`, `same`, `read`, `refresh`, ... */
    readonly op: string;
    readonly type: string;
    readonly urn: string;
    /** Logical name of the resource. */
    readonly name: string;
    /** Paths of the properties that differ; empty if the engine does not report them. */
    readonly differing: readonly string[];
    /** Outputs before the step, secrets masked; undefined if the resource did not exist. */
    readonly before?: Outputs;
    /** Outputs after the step. */
    readonly after?: Outputs;
}

type Outputs = Readonly<Record<string, unknown>>;

interface Metadata {
    readonly op: string;
    readonly urn: string;
    readonly type: string;
    readonly detailedDiff?: Readonly<Record<string, unknown>> | null;
    readonly diffs?: readonly string[] | null;
    readonly old?: State | null;
    readonly new?: State | null;
}

interface State {
    readonly outputs?: Outputs | null;
}

/** The fields of an engine event that steps need (sdk/go/common/apitype/events.go). */
interface EngineEvent {
    readonly resourcePreEvent?: { readonly metadata: Metadata };
    readonly resOutputsEvent?: { readonly metadata: Metadata };
}

/** Types of this product's own components. */
const COMPONENT = /^eks-gitops-fleet:index:/;

/** Steps that change nothing. */
const QUIET = ["same", "read", "refresh", "read-discard"];

/**
 * The steps of an event log: planned ones for a preview, otherwise executed ones.
 * @param log one JSON value per line
 */
export function stepsOf(log: string, kind: "preview" | "update"): readonly Step[] {
    return log
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as EngineEvent)
        .map((event) => (kind === "preview" ? event.resourcePreEvent : event.resOutputsEvent))
        .filter((event) => event !== undefined)
        .map(({ metadata: { op, type, urn, detailedDiff, diffs, old, new: now } }) => ({
            op,
            type,
            urn,
            name: urn.split("::").at(-1)!,
            differing: Object.keys(detailedDiff ?? {})
                .concat(diffs ?? [])
                .filter(isFirst),
            ...(old?.outputs == null ? {} : { before: old.outputs }),
            ...(now?.outputs == null ? {} : { after: now.outputs }),
        }));
}

/**
 * The steps that change something. An update of a component only shows that its arguments differ: it counts if nothing
 * else changes, so that a component whose arguments differ on every run is found.
 */
export function changesOf(steps: readonly Step[]): readonly Step[] {
    const changes = steps.filter(({ op }) => !QUIET.includes(op));
    const others = changes.filter(({ op, type }) => op !== "update" || !COMPONENT.test(type));
    return others.length > 0 ? others : changes;
}

/** Changes as sorted lines, `create aws:iam/role:Role acme-argocd`: what tests compare. */
export function changeLines(steps: readonly Step[]): readonly string[] {
    return changesOf(steps)
        .map(({ op, type, name }) => `${op} ${type} ${name}`)
        .sort();
}

function isFirst(path: string, index: number, all: readonly string[]): boolean {
    return all.indexOf(path) === index;
}
