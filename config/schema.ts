/**
 * The parsed sections of a stack file. sections.ts declares them by merging into this interface, so that a topic's rules can read
 * any section without importing the topic that defines it.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- see above
export interface Sections {}
