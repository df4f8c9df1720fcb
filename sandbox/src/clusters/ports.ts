/** Free ports of 127.0.0.1. */
import { createServer, type Server } from "node:net";

/** Gives out each port once, also when several ask at the same time. */
export class PortPool {
    private readonly given = new Set<number>();

    /** Ports that are free and were not handed out before. */
    public async take(count: number): Promise<readonly number[]> {
        const servers = await Promise.all(Array.from({ length: count }, listen));
        const ports = servers.map(portOf);
        const fresh = ports.filter((port) => !this.given.has(port));
        fresh.forEach((port) => this.given.add(port));
        await Promise.all(servers.map(close));
        const missing = count - fresh.length;
        return missing === 0 ? fresh : [...fresh, ...(await this.take(missing))];
    }

    /** Ports that may be given again. */
    public release(ports: readonly number[]): void {
        ports.forEach((port) => this.given.delete(port));
    }
}

function listen(): Promise<Server> {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () => resolve(server));
    });
}

function portOf(server: Server): number {
    const address = server.address();
    if (address === null || typeof address === "string") {
        throw new Error("a listening server without a port");
    }
    return address.port;
}

function close(server: Server): Promise<void> {
    return new Promise((resolve) => server.close(() => resolve()));
}
