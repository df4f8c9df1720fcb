/** Names everything that keeps the sandbox from running on this machine, in one go. */
import { probeMachine } from "./probe";
import { findProblems, type Problem } from "./problems";

export type { Problem } from "./problems";

/** Looks at the machine and lists all problems; none means that the sandbox can run. */
export async function preflight(): Promise<readonly Problem[]> {
    return findProblems(await probeMachine());
}
