/** Generates a password for Argo CD's admin, for the case that there is none yet. */
import { hash } from "bcryptjs";
import { randomBytes } from "node:crypto";

import type { AdminCredential } from "../../lib/argocd/adminCredential";

/** 192 bits: too many to guess. */
const PASSWORD_BYTES = 24;

/** Argo CD's own cost. https://github.com/argoproj/argo-cd/blob/v3.5.3/util/password/password.go */
const BCRYPT_COST = 10;

/** A password of letters, digits, hyphens and underscores, with what Argo CD stores of it. Differs on every call. */
export async function newAdminCredential(): Promise<AdminCredential> {
    const password = randomBytes(PASSWORD_BYTES).toString("base64url");
    return {
        password,
        passwordHash: await hash(password, BCRYPT_COST),
        passwordMtime: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    };
}
