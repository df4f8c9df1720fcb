/** Names for resources without a given name, as Pulumi's bridge generates them. */
import { createHash, randomBytes, randomInt } from "node:crypto";

/** How a type's physical name is generated if it is not given. */
export interface Autoname {
    /** The property that is the name. */
    readonly property: string;
    /** The property that, when given, makes the AWS provider choose a name that begins with it. */
    readonly prefixProperty?: string;
    /** Most characters AWS allows. */
    readonly maximum: number;
    /** What names of this kind have to begin with. */
    readonly before?: string;
}

/**
 * `<logical name>-<7 hex digits>`.
 * @param seed the engine's: the same one gives the same name at preview and update
 * @throws Error when the name would be too long
 */
export function generatedName(autoname: Autoname, logicalName: string, seed: Uint8Array): string {
    const prefix = `${autoname.before ?? ""}${logicalName}-`;
    const bytes = seed.length > 0 ? seed : randomBytes(32);
    if (prefix.length + 7 > autoname.maximum) {
        throw new Error(
            `name '${prefix}' plus 7 random chars is longer than maximum length ${autoname.maximum}`,
        );
    }
    return prefix + createHash("sha256").update(bytes).digest("hex").slice(0, 7);
}

/** A name from a prefix, 26 digits long after it, as Terraform's `id.PrefixedUniqueId`. */
export function prefixedName(prefix: string, now: Date): string {
    const time = now.toISOString().replace(/\D/g, "").slice(0, 17);
    return `${prefix}${time}0${String(randomInt(0, 0x7fffffff)).padStart(8, "0").slice(0, 8)}`;
}
