/**
 * How long AWS takes until what it has answered is true. Every delay of the local AWS is a setting here, and every setting has
 * a value in each preset.
 */

/** Delays in milliseconds. */
export interface AwsTime {
    /** After a cluster became ACTIVE, until the name of its endpoint resolves. */
    readonly resolve: number;
    /** After the name resolves, until the endpoint's load balancer accepts connections. */
    readonly accept: number;
    /** After an access entry or its association with an access policy was created, until it takes effect. */
    readonly admit: number;
}

/** Nothing is late: for tests that ask right after a change. */
export const NO_DELAYS: AwsTime = { resolve: 0, accept: 0, admit: 0 };

/** The default: every delay is noticeable, and none is long. */
export const DEFAULT_AWS_TIME: AwsTime = { resolve: 2_000, accept: 2_000, admit: 3_000 };

/**
 * Presets by name. `slow` is about the longest that users of EKS report: up to two minutes until the endpoint answers
 * (aws/containers-roadmap#654), up to 30 seconds until an access entry admits.
 */
const PRESETS: Readonly<Record<string, AwsTime>> = {
    none: NO_DELAYS,
    quick: DEFAULT_AWS_TIME,
    slow: { resolve: 60_000, accept: 60_000, admit: 30_000 },
};

const SETTINGS = Object.keys(NO_DELAYS) as readonly (keyof AwsTime)[];

/** Longer than anything in AWS that a client waits for in one go. */
const LONGEST = 10 * 60_000;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/**
 * Reads a preset (`slow`), settings (`resolve=5s,admit=10s`), or a preset followed by settings (`none,admit=10s`). Settings that
 * are not given have the value of the preset, or the default.
 * @throws Error listing everything that is wrong
 */
export function parseAwsTime(text: string): AwsTime {
    const items = text.split(",").map((item) => item.trim());
    const preset = presetOf(items[0] ?? "");
    const given = new Map<keyof AwsTime, number>();
    const problems: string[] = [];
    for (const item of preset === undefined ? items : items.slice(1)) {
        const problem = readSetting(item, given);
        problems.push(...(problem === undefined ? [] : [`  - ${problem}`]));
    }
    if (problems.length > 0) {
        throw new Error([`--aws-time "${text}" is invalid:`, ...problems].join("\n"));
    }
    return { ...(preset ?? DEFAULT_AWS_TIME), ...Object.fromEntries(given) };
}

/** Adds a setting to those given. @returns what is wrong with it */
function readSetting(item: string, given: Map<keyof AwsTime, number>): string | undefined {
    const [, name = "", value] = /^([^=]*)(?:=(.*))?$/.exec(item) ?? [];
    if (value === undefined) {
        return presetOf(name) === undefined
            ? `"${name}" must be a preset (${Object.keys(PRESETS).join(", ")}) or a setting such as admit=5s`
            : `preset "${name}" must come first`;
    }
    const setting = SETTINGS.find((known) => known === name);
    if (setting === undefined) {
        return `"${name}" must be one of ${SETTINGS.join(", ")}`;
    }
    if (given.has(setting)) {
        return `${setting} must be given once`;
    }
    const duration = parseDuration(value);
    given.set(setting, duration ?? 0);
    return duration === undefined
        ? `${setting} must be a duration from 0s to 10m, such as 500ms, 5s or 2m; found "${value}"`
        : undefined;
}

/** All settings, as `parseAwsTime` reads them. */
export function formatAwsTime(time: AwsTime): string {
    return SETTINGS.map((setting) => `${setting}=${formatDuration(time[setting])}`).join(",");
}

/** Whole seconds as `5s`, everything else as `1500ms`. */
export function formatDuration(milliseconds: number): string {
    return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}

function presetOf(name: string): AwsTime | undefined {
    return Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
}

function parseDuration(text: string): number | undefined {
    const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
    const milliseconds = Math.round(Number(amount) * (UNITS[unit] ?? NaN));
    return milliseconds <= LONGEST ? milliseconds : undefined;
}
