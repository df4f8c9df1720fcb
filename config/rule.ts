/** What checks of a configuration are: rules, which find problems, and warnings. */
import type { Problem } from "../lib/problems";
import type { Sections } from "./schema";

/** A rule between keys. @param targetKeys keys of all targets, those that did not parse among them */
export type Rule = (
    sections: Partial<Sections>,
    targetKeys: readonly string[],
) => readonly Problem[];

/** One line each: path, what is so, what to know. */
export type Warning = (sections: Sections) => readonly string[];
