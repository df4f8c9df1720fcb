/** The outcome of a look-up: a result or problems. Nothing is thrown, so that all problems are reported at once. */
import { shown, type Problem } from "../lib/problems";

export type Found<T> =
    | { readonly value: T; readonly problems?: undefined }
    | { readonly problems: readonly Problem[]; readonly value?: undefined };

/**
 * Runs a look-up and reports its failure as a problem at a path of the configuration.
 * @param what the subject of the message
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
                    remedy: `${what} cannot be looked up: ${reason(error)}.`,
                },
            ],
        };
    }
}

/** The engine wraps the provider's message in several of its own. */
function reason(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    return message.trim().split("\n").at(-1)!.trim().replace(/\.$/, "");
}
