/** The `Condition` element. */
import { parseOperator, valueProblem, type Condition } from "./conditions";
import { malformed, unsupported } from "./malformed";
import { listOf, objectOf } from "./json";

/** @throws AwsError MalformedPolicyDocument; also for operators the sandbox does not evaluate */
export function parseConditions(element: unknown): readonly Condition[] {
    if (element === undefined) {
        return [];
    }
    return Object.entries(objectOf(element)).flatMap(([name, keys]) => {
        const operator = parseOperator(name);
        if (operator === undefined) {
            throw unsupported(`Condition operator ${name}`);
        }
        return Object.entries(objectOf(keys)).map(([key, value]): Condition => {
            if (!key.includes(":")) {
                throw malformed(
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
                );
            }
            const values = listOf(value).map(scalarOf);
            for (const problematic of values) {
                const problem = valueProblem(operator.operator, problematic);
                if (problem !== undefined) {
                    throw malformed(`Condition ${name} of ${key}: "${problematic}" ${problem}.`);
                }
            }
            return { ...operator, key, values };
        });
    });
}

function scalarOf(value: unknown): string {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
        return String(value);
    }
    throw malformed("Syntax errors in policy.");
}
