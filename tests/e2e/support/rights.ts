/** What RBAC allows. */
import type { Session } from "./session";

export interface Deed {
    readonly verb: string;
    readonly group: string;
    readonly resource: string;
    readonly namespace: string;
}

/** Asks a cluster's API server whether a member of a group may do something. */
export async function may(
    session: Session,
    cluster: string,
    group: string,
    deed: Deed,
): Promise<boolean> {
    const { body } = await session.kubernetes({
        cluster,
        method: "POST",
        path: "/apis/authorization.k8s.io/v1/subjectaccessreviews",
        body: {
            apiVersion: "authorization.k8s.io/v1",
            kind: "SubjectAccessReview",
            spec: {
                user: "somebody",
                groups: [group, "system:authenticated"],
                resourceAttributes: deed,
            },
        },
    });
    return (body as { readonly status: { readonly allowed: boolean } }).status.allowed;
}
