/** Evaluates a CloudFormation template: substitutes parameters, and omits what its conditions exclude. */

export type Parameters = Readonly<Record<string, string | readonly string[]>>;

export interface Resource {
    readonly Type: string;
    readonly Condition?: string;
    readonly Properties: Readonly<Record<string, unknown>>;
}

export interface Template {
    readonly Parameters: Readonly<Record<string, unknown>>;
    readonly Conditions: Readonly<Record<string, unknown>>;
    readonly Resources: Readonly<Record<string, Resource>>;
}

/** `AWS::NoValue` */
const NOTHING = Symbol("nothing");

/** The resulting resources. A reference to a resource becomes its name. */
export function fill(
    template: Template,
    parameters: Parameters,
): Readonly<Record<string, Resource>> {
    const filling = new Filling(template, parameters);
    return Object.fromEntries(
        Object.entries(template.Resources)
            .filter(([, { Condition }]) => Condition === undefined || filling.holds(Condition))
            .map(([name, resource]) => [name, filling.value(resource) as Resource]),
    );
}

class Filling {
    public constructor(
        private readonly template: Template,
        private readonly parameters: Parameters,
    ) {}

    public holds(condition: string): boolean {
        return this.value(this.template.Conditions[condition]) === true;
    }

    public value(value: unknown): unknown {
        if (Array.isArray(value)) {
            return value.map((item) => this.value(item)).filter((item) => item !== NOTHING);
        }
        if (typeof value !== "object" || value === null) {
            return value;
        }
        const [[name = "", argument] = []] = Object.entries(value);
        if (Object.keys(value).length === 1 && (name === "Ref" || name.startsWith("Fn::"))) {
            return this.intrinsic(name, argument);
        }
        if (
            Object.keys(value).length === 1 &&
            name === "Condition" &&
            typeof argument === "string"
        ) {
            return this.holds(argument);
        }
        return Object.fromEntries(
            Object.entries(value)
                .map(([key, inner]) => [key, this.value(inner)] as const)
                .filter(([, inner]) => inner !== NOTHING),
        );
    }

    private intrinsic(name: string, argument: unknown): unknown {
        switch (name) {
            case "Ref":
                return argument === "AWS::NoValue"
                    ? NOTHING
                    : (this.parameters[String(argument)] ?? String(argument));
            case "Fn::Sub":
                return String(argument).replace(/\$\{([\w:]+)\}/g, (_whole, key: string) =>
                    String(this.parameters[key]),
                );
            case "Fn::Join": {
                const [delimiter, list] = argument as readonly [string, unknown];
                return (this.value(list) as readonly string[]).join(delimiter);
            }
            case "Fn::Equals": {
                const [left, right] = this.value(argument) as readonly unknown[];
                return left === right;
            }
            case "Fn::Not":
                return (this.value(argument) as readonly boolean[])[0] !== true;
            case "Fn::Or":
                return (this.value(argument) as readonly boolean[]).includes(true);
            case "Fn::If": {
                const [condition, yes, no] = argument as readonly [string, unknown, unknown];
                return this.value(this.holds(condition) ? yes : no);
            }
            default:
                throw new Error(`${name} is not known here`);
        }
    }
}
