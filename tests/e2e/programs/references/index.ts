/** A stack that exports a word, and those of the stacks that it refers to. */
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const names = config.getObject<readonly string[]>("references") ?? [];

export const word = config.require("word");
export const secret = config.getSecret("secret");
export const heard = names.map((name) =>
    new pulumi.StackReference(name).requireOutput("word").apply(String),
);
