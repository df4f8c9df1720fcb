/** Lists everything that keeps the sandbox from running on this machine. */
import { probeMachine } from "./probe";
import { findProblems, type Problem } from "./problems";

export type { Problem } from "./problems";

/** Checks the machine and lists all problems; empty if the sandbox can run. */
export async function preflight(): Promise<readonly Problem[]> {
    return findProblems(await probeMachine());
}
