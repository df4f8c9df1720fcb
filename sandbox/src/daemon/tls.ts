/** Certificates for the hosts of the outside world, made when first asked for. */
import { createSecureContext, type SecureContext } from "node:tls";

import { issueCertificate, type Authority } from "../pki";

/** Options of a TLS server that answers for whatever host a client names. */
export interface HostCertificates {
    readonly SNICallback: (
        host: string,
        done: (error: Error | null, context?: SecureContext) => void,
    ) => void;
}

/** Certificates by host name, signed by the sandbox's authority. */
export function hostCertificates(authority: Authority): HostCertificates {
    const contexts = new Map<string, Promise<SecureContext>>();
    const contextFor = async (host: string): Promise<SecureContext> => {
        const { certificate, key } = await issueCertificate(authority, {
            commonName: host,
            usage: "server",
            dnsNames: [host],
        });
        return createSecureContext({ cert: certificate, key });
    };
    return {
        SNICallback: (host, done) => {
            const context = contexts.get(host) ?? contextFor(host);
            contexts.set(host, context);
            context.then(
                (made) => done(null, made),
                (error: Error) => done(error),
            );
        },
    };
}
