import * as path from "node:path";

/**
 * All pods of the sandbox share one loopback, as with hostNetwork, and two programs of Argo CD have default ports
 * that others need. They get another one by a flag, which comes last and counts, unless the pod names another port itself.
 *
 * @see https://github.com/argoproj/argo-cd/blob/v3.5.3/cmd/argocd-applicationset-controller/commands/applicationset_controller.go
 */
const movedPorts: readonly MovedPort[] = [
    // argocd-server listens on 8080, argocd-repo-server on 8081.
    { program: "argocd-applicationset-controller", flag: "--metrics-addr", from: 8080, to: 18080 },
    { program: "argocd-applicationset-controller", flag: "--probe-addr", from: 8081, to: 18081 },
];

interface MovedPort {
    /** Base name of the first word of the argument vector. */
    readonly program: string;
    readonly flag: string;
    readonly from: number;
    readonly to: number;
}

function moves(argv: readonly string[]): readonly MovedPort[] {
    const program = path.basename(argv[0] ?? "");
    return movedPorts.filter(
        (move) =>
            move.program === program &&
            !argv.some(
                (word) =>
                    word === move.flag ||
                    (word.startsWith(`${move.flag}=`) && !word.endsWith(`:${String(move.from)}`)),
            ),
    );
}

/** The argument vector with the flags of the table appended. */
export function withMovedPorts(argv: readonly string[]): readonly string[] {
    return [...argv, ...moves(argv).map(({ flag, to }) => `${flag}=127.0.0.1:${String(to)}`)];
}

/** Where a probe of a container finds a port the pod declares. */
export function probedPort(argv: readonly string[], port: number): number {
    return moves(argv).find(({ from }) => from === port)?.to ?? port;
}
