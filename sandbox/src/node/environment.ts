import type { V1Container, V1EnvVar, V1Pod } from "@kubernetes/client-node";
import { expandVariables } from "./expand";
import { fieldValue, resourceValue } from "./fields";
import { type KeyValues, MissingReference, type References } from "./references";

function reference(
    references: References,
    kind: "ConfigMap" | "Secret",
    name: string | undefined,
): KeyValues | undefined {
    return kind === "ConfigMap" ? references.configMap(name ?? "") : references.secret(name ?? "");
}

function keyValue(
    references: References,
    kind: "ConfigMap" | "Secret",
    selector: { name?: string; key: string; optional?: boolean },
): string | undefined {
    const value = reference(references, kind, selector.name)?.get(selector.key);
    if (value === undefined && selector.optional !== true) {
        throw new MissingReference(kind, selector.name ?? "", selector.key);
    }
    return value?.toString("utf8");
}

function variableValue(
    pod: V1Pod,
    container: V1Container,
    variable: V1EnvVar,
    references: References,
    known: Readonly<Record<string, string>>,
): string | undefined {
    const from = variable.valueFrom;
    if (from?.configMapKeyRef !== undefined) {
        return keyValue(references, "ConfigMap", from.configMapKeyRef);
    }
    if (from?.secretKeyRef !== undefined) {
        return keyValue(references, "Secret", from.secretKeyRef);
    }
    if (from?.fieldRef !== undefined) {
        return fieldValue(pod, from.fieldRef.fieldPath);
    }
    if (from?.resourceFieldRef !== undefined) {
        return resourceValue(pod, container, from.resourceFieldRef);
    }
    if (from !== undefined) {
        throw new Error(`env ${variable.name}: this kind of valueFrom is not implemented`);
    }
    return expandVariables(variable.value ?? "", known);
}

/**
 * The environment a container's own spec gives it: `envFrom` first, then `env` in order, so that later
 * entries win and may use earlier ones by `$(NAME)`.
 *
 * @param base what node and image give; visible to `$(NAME)` and overridden by the spec
 * @throws MissingReference when a ConfigMap, Secret or key is absent and not optional
 */
export function containerEnvironment(
    pod: V1Pod,
    container: V1Container,
    references: References,
    base: Readonly<Record<string, string>>,
): Record<string, string> {
    const result: Record<string, string> = { ...base };
    for (const source of container.envFrom ?? []) {
        const kind = source.configMapRef === undefined ? "Secret" : "ConfigMap";
        const selector = source.configMapRef ?? source.secretRef;
        const data = reference(references, kind, selector?.name);
        if (data === undefined && selector?.optional !== true) {
            throw new MissingReference(kind, selector?.name ?? "");
        }
        for (const [key, value] of data ?? []) {
            result[`${source.prefix ?? ""}${key}`] = value.toString("utf8");
        }
    }
    for (const variable of container.env ?? []) {
        const value = variableValue(pod, container, variable, references, result);
        if (value !== undefined) {
            result[variable.name] = value;
        }
    }
    return result;
}
