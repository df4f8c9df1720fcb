/** The rules between targets, made true in what a schema alone describes. */
import type { Raw } from "../config";

/** Targets of a stack with or without a management cluster of its own. */
export function settledTargets(targets: Raw, stack: Raw): Readonly<Record<string, Raw>> {
    const own = stack["management"] !== undefined;
    const taken = new Set(Object.keys(targets));
    let managementIsTarget = false;
    return Object.fromEntries(
        Object.entries(targets as Record<string, Raw>)
            .filter(([, target]) => {
                const again = managementIsTarget;
                managementIsTarget ||= "management" in target;
                return !("management" in target) || (own && !again);
            })
            .map(([key, target]) => [key, settledTarget(target, stack, taken)]),
    );
}

function settledTarget(target: Raw, stack: Raw, taken: Set<string>): Raw {
    const settled = { ...target };
    for (const name of ["formerKey", "displayName"]) {
        if (taken.has(String(settled[name]))) {
            delete settled[name];
        } else {
            taken.add(String(settled[name]));
        }
    }
    if ((stack["rolePath"] ?? "/") !== "/") {
        delete settled["awsAuth"];
    }
    if ("management" in settled) {
        settled["access"] = { namespaces: { shop: {}, default: { existing: true } } };
    }
    return settled;
}
