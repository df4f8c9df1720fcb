/** Rules of single values that every engine has. */
import * as field from "../fields";

/** Name of a top-level secret configuration key. */
export const secretKey = field.text(
    'allowed: the name of a secret configuration key of your own, such as "repoPassword"; set it by pulumi config set --secret.',
    /^[A-Za-z][A-Za-z0-9_-]{0,62}$/,
);

export const httpsUrl = field.text(
    'allowed: an https:// address without user, query and fragment, such as "https://argocd.example.com".',
    /^https:\/\/[^\s/@?#$]+(\/[^\s?#$]*)?$/,
);

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
export const objectName = field.text(
    "allowed: the name of a Kubernetes object, 1 to 253 lower-case letters, digits, hyphens and dots.",
    /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
);

/** Not `default`, which every pod without a ServiceAccount of its own has. */
export const serviceAccountName = field.text(
    'allowed: the name of a ServiceAccount, 1 to 253 lower-case letters, digits, hyphens and dots; not "default", the ServiceAccount of every pod that names none.',
    /^(?!default$)[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
);
