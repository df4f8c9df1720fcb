/**
 * Argo CD's RBAC policy, checked before Argo CD would: it refuses the whole policy for one line that it can't read, and
 * grants nothing for a misspelt word. One line, one rule; no quote reaches over the end of its line.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/
 */

const RESOURCES: readonly string[] = [
    "accounts",
    "applications",
    "applicationsets",
    "certificates",
    "clusters",
    "exec",
    "extensions",
    "gpgkeys",
    "logs",
    "projects",
    "repositories",
    "write-repositories",
];

const EFFECTS: readonly string[] = ["allow", "deny"];

/** A line that Argo CD would refuse, or that grants nothing for a misspelt word. */
export interface PolicyProblem {
    readonly line: string;
    /** "line 2 ..." */
    readonly problem: string;
}

/** What is wrong with a policy, line by line. */
export function policyProblems(policy: string): readonly PolicyProblem[] {
    return policy.split("\n").flatMap((line, index) => {
        const problem = lineProblem(line.trim());
        return problem === undefined
            ? []
            : [{ line: line.trim(), problem: `line ${index + 1} ${problem}` }];
    });
}

function lineProblem(line: string): string | undefined {
    if (line === "" || line.startsWith("#")) {
        return undefined;
    }
    const fields = csvFields(line);
    if (fields === undefined) {
        return 'has a quote that CSV doesn\'t allow: write a value as "a ""quoted"" value"';
    }
    const [kind] = fields;
    if (kind === "p") {
        return permissionProblem(fields);
    }
    if (kind !== "g") {
        return 'begins with neither "p" nor "g"';
    }
    return fields.length === 3 && fields.every((field) => field !== "")
        ? undefined
        : 'is not "g, <user or group>, <role>"';
}

function permissionProblem(fields: readonly string[]): string | undefined {
    const [, , resource = "", , , effect = ""] = fields;
    if (fields.length !== 6 || fields.includes("")) {
        return 'is not "p, <subject>, <resource>, <action>, <object>, <effect>"';
    }
    if (!RESOURCES.includes(resource) && !/[*?[\]{}]/.test(resource)) {
        return `names no resource of Argo CD: ${RESOURCES.join(", ")}`;
    }
    return EFFECTS.includes(effect) ? undefined : "ends with neither allow nor deny";
}

/**
 * The fields of one line as Go's encoding/csv reads it with TrimLeadingSpace.
 * @returns undefined where it would refuse the line
 */
function csvFields(line: string): readonly string[] | undefined {
    const fields: string[] = [];
    let rest = line;
    for (;;) {
        const field = /^\s*(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/.exec(rest);
        if (field === null) {
            return undefined;
        }
        const [whole, quoted, plain, end] = field;
        fields.push(quoted?.replaceAll('""', '"') ?? plain!);
        if (end === "") {
            return fields;
        }
        rest = rest.slice(whole.length);
    }
}
