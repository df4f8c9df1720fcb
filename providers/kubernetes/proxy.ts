/** Decides which proxy an address is reached through, by the variables and rules of Go programs and the AWS CLI. */
import { BlockList, isIP } from "node:net";

/** The environment's variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Address of the proxy for a server; undefined if it is reached directly. @kubernetes/client-node ignores the
 * variables, but the Kubernetes provider (written in Go) uses them: both must take the same way.
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 * @param server `https://host[:port]`
 */
export function proxyFor(server: string, environment: Environment): string | undefined {
    const { protocol, hostname, port } = new URL(server);
    const kind = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
    const proxy = variable(environment, kind);
    if (proxy === undefined) {
        return undefined;
    }
    const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
    const wanted = { host, port: port || (protocol === "https:" ? "443" : "80") };
    const exceptions = (variable(environment, "NO_PROXY") ?? "").split(",");
    const direct =
        isLoopback(host) || exceptions.some((exception) => matches(exception.trim(), wanted));
    if (direct) {
        return undefined;
    }
    return /^[a-z0-9]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

/** A variable in upper or lower case; an empty value counts as unset. */
function variable(environment: Environment, name: string): string | undefined {
    return environment[name] || environment[name.toLowerCase()] || undefined;
}

function isLoopback(host: string): boolean {
    return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * One exception of NO_PROXY: `*`, a range, an address, `domain` including its subdomains, or `.domain` for the
 * subdomains only.
 */
function matches(exception: string, wanted: { host: string; port: string }): boolean {
    if (exception === "*") {
        return true;
    }
    if (exception.includes("/")) {
        return inRange(exception, wanted.host);
    }
    const [, bracketed, bare, port] =
        /^(?:\[([^\]]*)\]|(.*?))(?::(\d+))?$/.exec(
            isIP(exception) === 6 ? `[${exception}]` : exception,
        ) ?? [];
    const name = (bracketed ?? bare ?? "").toLowerCase().replace(/^\*\./, ".");
    if (name === "" || (port !== undefined && port !== wanted.port)) {
        return false;
    }
    if (name.startsWith(".")) {
        return wanted.host.endsWith(name);
    }
    return wanted.host === name || (isIP(name) === 0 && wanted.host.endsWith(`.${name}`));
}

function inRange(range: string, host: string): boolean {
    const [address = "", prefix = ""] = range.split("/");
    const family = isIP(address);
    if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(prefix)) {
        return false;
    }
    const type = family === 4 ? "ipv4" : "ipv6";
    if (Number(prefix) > (family === 4 ? 32 : 128)) {
        return false;
    }
    const list = new BlockList();
    list.addSubnet(address, Number(prefix), type);
    return list.check(host, type);
}
