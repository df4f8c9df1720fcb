/** What a look-up found: a result, or what is wrong. Nothing is thrown, so that everything wrong is reported at once. */
import { shown, type Problem } from "../lib/problems";

export type Found<T> =
    | { readonly value: T; readonly problems?: undefined }
    | { readonly problems: readonly Problem[]; readonly value?: undefined };

/**
 * A look-up whose failure is a problem at a place in the configuration.
 * @param what is looked up, as the subject of a sentence
 */
export async function lookUp<T>(
    place: { readonly path: string; readonly found: unknown },
    what: string,
    call: () => Promise<T>,
): Promise<Found<T>> {
    try {
        return { value: await call() };
    } catch (error) {
        const found = shown(place.found);
        return {
            problems: [
                {
                    path: place.path,
                    ...(found === undefined ? {} : { found }),
                    remedy: `${what} can't be looked up: ${reason(error)}.`,
                },
            ],
        };
    }
}

/** The engine wraps the provider's own sentence in several of its own. */
function reason(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    return message.trim().split("\n").at(-1)!.trim().replace(/\.$/, "");
}
