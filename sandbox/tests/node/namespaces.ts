import { execFileSync } from "node:child_process";

/** Whether this process may make mount and pid namespaces; an unprivileged one may only inside a user namespace. */
export function canMakeNamespaces(): boolean {
    try {
        execFileSync("unshare", ["--mount", "--pid", "--fork", "true"], { stdio: "ignore" });
        return true;
    } catch {
        return false;
    }
}
