import type { ConnectionSource, ConnectionVerdict, EndpointGate } from "../aws/contract";

/** Where a connection to an allowed host is forwarded to. */
export interface Route {
    /** Port on 127.0.0.1. */
    readonly port: number;
    /** `endpoint`: an EKS API endpoint, which the gate must admit besides. */
    readonly kind: "service" | "endpoint";
}

/** What the outside world consists of: ports on 127.0.0.1. */
export interface Outside {
    /** sts.<region>.amazonaws.com and sts.amazonaws.com */
    readonly sts: number;
    /** oidc.eks.<region>.amazonaws.com */
    readonly oidc: number;
    readonly github: number;
    /** API server of a cluster by the id in its endpoint, upper case; undefined when there is none. */
    readonly apiServer: (id: string, region: string) => number | undefined;
}

/** Suffixes of the partitions aws, aws-us-gov and aws-cn. */
const suffix = "amazonaws\\.com(?:\\.cn)?";
const stsHost = new RegExp(`^sts(?:\\.[a-z0-9-]+)?\\.${suffix}$`);
const oidcHost = new RegExp(`^oidc\\.eks\\.[a-z0-9-]+\\.${suffix}$`);
const endpointHost = new RegExp(`^([0-9a-f]{32})\\.gr7\\.([a-z0-9-]+)\\.eks\\.${suffix}$`);

/**
 * The route for the target of a CONNECT request.
 *
 * @param hostPort `host:port`, host in lower case
 * @returns undefined for everything that isn't part of the sandbox's outside
 */
export function outsideRoute(hostPort: string, outside: Outside): Route | undefined {
    const host = /^([^:]+):443$/.exec(hostPort)?.[1];
    if (host === undefined) {
        return undefined;
    }
    if (stsHost.test(host)) {
        return { kind: "service", port: outside.sts };
    }
    if (oidcHost.test(host)) {
        return { kind: "service", port: outside.oidc };
    }
    if (host === "github.com") {
        return { kind: "service", port: outside.github };
    }
    const [, id, region] = endpointHost.exec(host) ?? [];
    const port =
        id === undefined || region === undefined
            ? undefined
            : outside.apiServer(id.toUpperCase(), region);
    return port === undefined ? undefined : { kind: "endpoint", port };
}

/**
 * The route for a Service's name, which a pod that started before the Service sends to the proxy, since it could not be in its
 * NO_PROXY. All pods share one loopback, so that it is the same port there.
 */
export function serviceRoute(hostPort: string): Route | undefined {
    const match = /^[a-z0-9-]+(?:\.[a-z0-9-]+\.svc(?:\.cluster\.local)?)?:(\d{1,5})$/.exec(
        hostPort,
    );
    const port = Number(match?.[1] ?? 0);
    return port >= 1 && port <= 65535 ? { kind: "service", port } : undefined;
}

/** What becomes of a CONNECT request. */
export type Decision =
    | {
          readonly allowed: true;
          readonly host: string;
          readonly port: number;
          readonly reason: string;
      }
    | {
          readonly allowed: false;
          readonly host: string;
          readonly reason: string;
          readonly failure?: ConnectionVerdict["failure"];
      };

/**
 * Decides on a CONNECT request.
 *
 * @param target `host:port` as the client sent it
 */
export function decide(
    target: string,
    source: ConnectionSource,
    routes: (hostPort: string) => Route | undefined,
    gate: EndpointGate,
): Decision {
    const host = target.toLowerCase();
    const route = routes(host);
    if (route === undefined) {
        return { allowed: false, host, reason: "not part of the sandbox's outside world" };
    }
    if (route.kind === "service") {
        return { allowed: true, host, port: route.port, reason: "service" };
    }
    const verdict = gate.mayConnect(host.replace(/:\d+$/, ""), source);
    return verdict.allowed
        ? { allowed: true, host, port: route.port, reason: verdict.reason }
        : { ...verdict, allowed: false, host };
}
