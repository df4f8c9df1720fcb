/** A request as it was received, before its signature is verified. */

export interface SignedRequest {
    readonly method: string;
    /** Lower case, without port. */
    readonly host: string;
    readonly path: string;
    readonly query: URLSearchParams;
    /** Values by lower-case name. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}
