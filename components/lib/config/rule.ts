/** A rule between keys of the configuration. */
import type { Problem } from "./problems";
import type { Sections } from "./schema";

/** @param targetKeys keys of all targets, those that did not parse among them */
export type Rule = (
    sections: Partial<Sections>,
    targetKeys: readonly string[],
) => readonly Problem[];
