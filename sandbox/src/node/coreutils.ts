/**
 * Containers bring coreutils of their own; here the machine's run, and those before 9.3 don't know `cp --update=none`, which
 * Argo CD's chart has. `-n` means the same and is known to all.
 *
 * @see https://github.com/coreutils/coreutils/blob/v9.3/NEWS
 */
export function withKnownOptions(argv: readonly string[]): readonly string[] {
    return argv.map((word) => word.replace(/(\bcp) --update=none /g, "$1 -n "));
}
