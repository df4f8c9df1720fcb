/** Runs a gRPC service the way the engine starts plugins: a free port on stdout, and an exit with the engine. */
import * as grpc from "@grpc/grpc-js";

/** Large states travel in one message: the engine's own limit is 400 MiB. */
const MESSAGE_LIMIT = 400 * 1024 * 1024;

/**
 * Serves on a free port of 127.0.0.1 and prints it, which signals the engine that the plugin is ready.
 * Exits when the parent process has exited, since a killed engine does not stop its plugins.
 * https://github.com/pulumi/pulumi/blob/master/pkg/resource/plugin/plugin.go
 */
export async function serve(
    definition: grpc.ServiceDefinition,
    implementation: grpc.UntypedServiceImplementation,
): Promise<void> {
    endWithParent();
    const server = new grpc.Server({
        "grpc.max_receive_message_length": MESSAGE_LIMIT,
        "grpc.max_send_message_length": MESSAGE_LIMIT,
    });
    server.addService(definition, implementation);
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error === null ? resolve(bound) : reject(error),
        );
    });
    process.stdout.write(`${port}\n`);
}

/** Exits when the parent process is another one than at the start. */
export function endWithParent(): void {
    const parent = process.ppid;
    setInterval(() => {
        if (process.ppid !== parent) {
            process.exit(0);
        }
    }, 1000).unref();
}
