/** The JSON schema of a stack file, from the sections that the parser reads with. */
import { z } from "zod";

import { SECTIONS } from "../../config/schema";
import type { JsonSchema } from "./jsonSchema";

/**
 * Schema of what stands under the project's prefix: one property a section.
 * Draft-07 is the newest that every version of the YAML language server reads. The input's form: keys with a default
 * may be left out.
 */
export function configSchema(): JsonSchema {
    const schema = z.toJSONSchema(z.strictObject(SECTIONS), {
        target: "draft-7",
        io: "input",
        override: ({ zodSchema, jsonSchema }) => {
            const message = messageOf(zodSchema);
            if (message !== undefined) {
                jsonSchema["errorMessage"] = message;
            }
        },
    });
    return schema as JsonSchema;
}

/** What the parser says of a value of another type: that is the rule's own message, the same for every mistake. */
function messageOf(rule: z.core.$ZodType): string | undefined {
    const say = rule._zod.def.error as z.core.$ZodErrorMap | undefined;
    const said = say?.({ code: "invalid_type", expected: "unknown", input: undefined });
    return typeof said === "string" ? said : said?.message;
}

/** Schema of `Pulumi.<stack>.yaml`. @param project the prefix of the program's keys */
export function stackSchema(project: string): JsonSchema {
    const { properties = {}, required = [] } = configSchema();
    const own = Object.keys(properties).map((key) => `${key}$`);
    return {
        $schema: "http://json-schema.org/draft-07/schema#",
        title: `A stack file of ${project}`,
        description: "Written by `npm run docs` from the program's parser",
        type: "object",
        required: ["config"],
        properties: {
            config: {
                description: "The stack's configuration",
                type: "object",
                required: required.map((key) => `${project}:${key}`),
                properties: Object.fromEntries(
                    Object.entries(properties).map(([key, schema]) => [
                        `${project}:${key}`,
                        schema,
                    ]),
                ),
                patternProperties: {
                    [`^${project}:(?!${own.join("|")})`]: SECRET,
                    [`^(?!${project}:)[^:]+:.+$`]: OTHERS,
                },
                additionalProperties: false,
            },
            ...PULUMIS_OWN,
        },
        additionalProperties: false,
    };
}

const SECRET: JsonSchema = {
    description: "A secret that another key refers to by its name",
    type: "object",
    required: ["secure"],
    properties: {
        secure: {
            description: "Written by `pulumi config set --secret`",
            type: "string",
        },
    },
    additionalProperties: false,
    errorMessage:
        "allowed: a key of the program, or a secret that another key names: set it by `pulumi config set --secret`.",
};

const OTHERS: JsonSchema = { description: "Configuration of Pulumi or of a provider" };

/** https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/ */
const PULUMIS_OWN: Readonly<Record<string, JsonSchema>> = {
    environment: {
        description: "Pulumi ESC environments that the stack imports, or a definition of one",
        anyOf: [{ type: "array", items: { type: "string" } }, { type: "object" }],
    },
    secretsprovider: {
        description:
            "What encrypts the stack's secrets, such as awskms://alias/pulumi?region=eu-west-1",
        type: "string",
    },
    encryptedkey: {
        description: "The secrets provider's data key, encrypted; written by Pulumi",
        type: "string",
    },
    encryptionsalt: {
        description: "Salt of the passphrase that encrypts secrets; written by Pulumi",
        type: "string",
    },
};
