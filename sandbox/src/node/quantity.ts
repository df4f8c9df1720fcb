const multipliers: Readonly<Record<string, number>> = {
    "": 1,
    m: 1e-3,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
};

/**
 * A Kubernetes quantity (`100m`, `1.5Gi`) as a number of its base unit (cores, bytes).
 *
 * @throws Error when it is none
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(text: string): number {
    const match = /^([0-9]*\.?[0-9]+)(m|[kMGT]|[KMGT]i)?$/.exec(text);
    const multiplier = multipliers[match?.[2] ?? ""];
    if (match === null || multiplier === undefined) {
        throw new Error(`${JSON.stringify(text)} is not a quantity`);
    }
    return Number(match[1]) * multiplier;
}
