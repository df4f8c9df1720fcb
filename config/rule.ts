/** The two kinds of checks: rules find problems, warnings find what is valid but risky. */
import type { Problem } from "../lib/problems";
import type { Sections } from "./schema";

/** A rule between keys. @param targetKeys keys of all targets, including invalid targets */
export type Rule = (
    sections: Partial<Sections>,
    targetKeys: readonly string[],
) => readonly Problem[];

/** Returns one line for each warning, beginning with the path. */
export type Warning = (sections: Sections) => readonly string[];
