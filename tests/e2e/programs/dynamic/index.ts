/** A dynamic resource whose provider is in the file next to this one: a ConfigMap on a configured cluster. */
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";

import type * as configMap from "./configMap";
import type { State } from "./configMap";

const provider: pulumi.dynamic.ResourceProvider<State, State> = {
    create: async (wanted) => {
        await implementation().create(wanted);
        return { id: wanted.name, outs: wanted };
    },
    diff: (_, old, wanted) =>
        Promise.resolve({
            changes: old.word !== wanted.word,
            replaces: old.name === wanted.name ? [] : ["name"],
        }),
    read: async (id, known) => {
        const word = await implementation().read(known!);
        return word === undefined ? { id: "" } : { id, props: { ...known!, word } };
    },
    update: async (_, __, wanted) => {
        await implementation().update(wanted);
        return { outs: wanted };
    },
    delete: (_, known) => implementation().remove(known),
};

/** Pulumi runs dynamic providers in the program's directory, with plain Node.js. */
function implementation(): typeof configMap {
    const load = createRequire(`${process.cwd()}/package.json`);
    load("ts-node/register/transpile-only");
    return load("./configMap") as typeof configMap;
}

class Word extends pulumi.dynamic.Resource {
    constructor(name: string, state: State) {
        super(provider, name, { ...state });
    }
}

const config = new pulumi.Config();
new Word("word", config.requireObject<State>("state"));
