/** The admin's password, if this program generates it. */

export interface AdminCredential {
    readonly password: string;
    /** bcrypt, as argocd-secret has it. */
    readonly passwordHash: string;
    /** RFC 3339: sessions that began before are void. */
    readonly passwordMtime: string;
}

/** Secret that Argo CD manages itself; every installation has it. */
export const ARGO_CD_SECRET_NAME = "argocd-secret";

/** The Secret's values, before they are encoded. */
export function adminSecretData(credential: AdminCredential): Readonly<Record<string, string>> {
    return {
        "admin.password": credential.passwordHash,
        "admin.passwordMtime": credential.passwordMtime,
    };
}
