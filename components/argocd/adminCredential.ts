/** A password for Argo CD's admin, should there be none yet. The one place that rolls dice and looks at the clock. */
import { hash } from "bcryptjs";
import { randomBytes } from "node:crypto";

import type { AdminCredential } from "../../lib/argocd/adminCredential";

/** Bytes of randomness: more than anybody tries out. */
const PASSWORD_BYTES = 24;

/** Argo CD's own cost. https://github.com/argoproj/argo-cd/blob/v3.5.3/util/password/password.go */
const BCRYPT_COST = 10;

/** Makes a password of letters, digits, hyphens and underscores, with what Argo CD keeps of it. */
export async function newAdminCredential(): Promise<AdminCredential> {
    const password = randomBytes(PASSWORD_BYTES).toString("base64url");
    return {
        password,
        passwordHash: await hash(password, BCRYPT_COST),
        passwordMtime: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    };
}
