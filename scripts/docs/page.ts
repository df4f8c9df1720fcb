/**
 * A page whose prose is written by hand and whose tables and examples are generated.
 *
 * - `<!-- keys of argocd -->`, `<!-- end -->`: the keys of a section, and of every map inside it
 * - `<!-- keys of the stack -->`: the top-level keys, and every section without a place of its own
 * - `<!-- keys of management and targets.<key> -->`: the keys that sections have in common; the rest is in the
 * sections' own places
 * - `<!-- example hub.yaml -->`: a file
 */
import type { JsonSchema } from "./jsonSchema";
import { commonKeys, joined, sectionsOf, type Section } from "./sections";
import { table } from "./table";

const PLACE = /<!-- (keys of|example) (.+?) -->\n[\s\S]*?<!-- end -->/g;
const STACK = "the stack";

/**
 * Renders the page with new tables and examples.
 * @param example text of an example by its file name
 * @throws Error if a place names an unknown section, or keys have no place
 */
export function renderPage(
    page: string,
    schema: JsonSchema,
    example: (name: string) => string,
): string {
    const places = [...page.matchAll(PLACE)]
        .filter(([, kind]) => kind === "keys of")
        .map(([, , names = ""]) => pathsIn(names));
    const sections = sectionsOf("", schema);
    // A page that has examples only leaves the keys to another page.
    for (const path of places.length === 0 ? [] : new Set(["", ...places.flat()])) {
        const homeless = ownKeys(sectionAt(path, sections), places, sections);
        if (
            homeless.length > 0 &&
            !places.some(([first, more]) => first === path && more === undefined)
        ) {
            throw new Error(
                `the page has no place for keys of ${path || STACK}: ${homeless.join(", ")}`,
            );
        }
    }
    return page.replace(PLACE, (_place, kind: string, names: string) => {
        const body =
            kind === "example"
                ? `\`\`\`yaml\n${example(names).trimEnd()}\n\`\`\``
                : tables(pathsIn(names), places, sections);
        return `<!-- ${kind} ${names} -->\n\n${body}\n\n<!-- end -->`;
    });
}

type Paths = readonly string[];

function pathsIn(names: string): Paths {
    return names.split(" and ").map((name) => (name === STACK ? "" : name));
}

/** The table of a place, followed by one for each map inside it that has no place of its own. */
function tables(paths: Paths, places: readonly Paths[], sections: readonly Section[]): string {
    const here = paths.map((path) => sectionAt(path, sections));
    const [{ path, schema }] = here as [Section];
    const keys = paths.length === 1 ? ownKeys(here[0]!, places, sections) : commonKeys(here);
    const nested = keys
        .flatMap((key) => sectionsOf(joined(path, key), schema.properties![key]!))
        .filter((section) => !placedElsewhere(section, path, places));
    return [
        table(keys, schema),
        ...nested.map((section) => {
            // Common sections are named relative to their common path.
            const name = paths.length > 1 ? section.path.slice(path.length + 1) : section.path;
            return `### \`${name}\`\n\n${table(Object.keys(section.schema.properties!), section.schema)}`;
        }),
    ].join("\n\n");
}

/** Keys of a section, without those that it shares with other sections and that another place shows. */
function ownKeys(
    { path, schema }: Section,
    places: readonly Paths[],
    sections: readonly Section[],
): readonly string[] {
    const shared = places
        .filter((paths) => paths.length > 1 && paths.includes(path))
        .flatMap((paths) => commonKeys(paths.map((other) => sectionAt(other, sections))));
    return Object.keys(schema.properties ?? {}).filter((key) => !shared.includes(key));
}

function placedElsewhere({ path }: Section, here: string, places: readonly Paths[]): boolean {
    return places
        .flat()
        .some((place) => place.length > here.length && `${path}.`.startsWith(`${place}.`));
}

function sectionAt(path: string, sections: readonly Section[]): Section {
    const section = sections.find((one) => one.path === path);
    if (section === undefined) {
        throw new Error(
            `no section ${path}; there are ${sections.map((one) => one.path).join(", ")}`,
        );
    }
    return section;
}
