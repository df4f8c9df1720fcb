/** The forms of `repository`. */
import { z } from "zod";

import { shown } from "../lib/problems";

const ALLOWED =
    'allowed: a GitHub repository as "owner/name", or the https:// address of a git repository elsewhere, without credentials.';

/** `owner/name`, or an address without user and query, either of which may be a credential. */
const FORM =
    /^((?!.*\.git$)[A-Za-z0-9][\w-]{0,38}\/(?!\.{1,2}$)[\w.-]{1,100}|https:\/\/(?!(www\.)?github\.com[:/])[^\s/@?#\\]+\/[^\s?#\\]+)$/;

/** Any spelling of a GitHub repository. Given as an address, Pulumi would not learn of its pushes. */
const ON_GITHUB =
    /^(?:(?:[a-z+]+:\/\/)?(?:[^\s/@]*@)?(?:www\.|ssh\.)?github\.com\.?(?::\d+)?[:/]\/*)?([a-z0-9][\w-]{0,38})\/([\w.-]+?)(?:\.git)?\/*$/i;

const GITHUB_HOST = /^([a-z+]+:\/\/)?([^\s/@]*@)?(www\.|ssh\.)?github\.com\.?(:|\/|$)/i;

export const repository = z
    .string({ error: () => ALLOWED })
    .superRefine((value, context) => {
        if (!FORM.test(value) || GITHUB_HOST.test(value)) {
            context.addIssue({
                code: "custom",
                input: withoutCredentials(value),
                message: remedy(value),
            });
        }
    })
    .meta({ pattern: FORM.source });

function remedy(value: string): string {
    const [, owner, name] = ON_GITHUB.exec(value) ?? [];
    const short = `${owner ?? ""}/${name ?? ""}`;
    return FORM.test(short) ? `write a repository on GitHub as ${shown(short)!}.` : ALLOWED;
}

/** Problems end up in logs. */
function withoutCredentials(value: string): string {
    return value.replace(/\/\/[^/]*@/, "//...@").replace(/[?#].*$/s, "?...");
}
