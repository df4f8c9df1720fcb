/** Rules of single values of Argo CD's configuration. */
import { z } from "zod";

import * as field from "../fields";

const TEXT_ALLOWED =
    'allowed: a text of one line that doesn\'t begin with "$": a secret is named by a key that ends in Secret.';

/** A text that Argo CD takes literally: it reads a text that begins with a dollar sign from one of its Secrets. */
export const plainText = field.text(TEXT_ALLOWED, /^[^$\s\p{Cc}][^\p{Cc}\u2028\u2029]*$/u);

/** A text, or what YAML takes for a number or a boolean: ConfigMaps hold text. */
export const setting = z.union([z.string(), z.number(), z.boolean()], {
    error: () => "allowed: a text, a number, or true or false.",
});

/** https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object */
export const settings = field.mapOf(
    /^[-._a-zA-Z0-9]{1,253}$/,
    "allowed as a key of a ConfigMap: 1 to 253 letters, digits and -_.",
    setting,
);

/** The address ends up in the environment of pods, where a password would be readable. */
export const proxyUrl = field.text(
    'allowed: http:// or https:// with host and port, such as "http://proxy.example.com:3128", without user and password: pods would show them.',
    /^https?:\/\/[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?\/?$/,
);

export const directHost = field.text(
    'allowed: a host, a domain (".example.com"), an address or a range, such as "10.0.0.0/8".',
    /^(\*|\*?\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?|[0-9a-fA-F:.]+(\/\d{1,3})?)$/,
);

const MIRROR_ALLOWED =
    'allowed: a registry\'s host, with a path if need be and without scheme, such as "111111111111.dkr.ecr.eu-west-1.amazonaws.com/quay", or a map of such by the registry that each stands for.';

export const mirror = field.text(
    MIRROR_ALLOWED,
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
);

export const imageRegistry = z.union(
    [
        mirror,
        field.mapOf(
            /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/,
            'allowed: the host of a registry, such as "quay.io".',
            mirror,
        ),
    ],
    { error: () => MIRROR_ALLOWED },
);

/** Braces are refused: an ApplicationSet would take them for a template. */
export const revision = field.text(
    "allowed: a branch, tag or commit, without spaces and braces.",
    /^[^\s{}$]+$/,
);

/** A git repository, by the scheme of its credential. Braces as above. */
export const gitUrl = field.text(
    'allowed: an address of a git repository: "https://host/path", "ssh://git@host/path" or "git@host:path", without password.',
    /^(https:\/\/[^\s/@{}$]+\/[^\s{}$]+|ssh:\/\/[\w.-]+@[^\s/@{}$]+\/[^\s{}$]+|[\w.-]+@[\w.-]+:[^\s{}$]+)$/,
);

export const directory = field
    .text(
        'allowed: a directory of the repository without leading slash, such as "apps", or "." for its root; letters, digits and -_.',
        (value) =>
            value === "." ||
            value.split("/").every((part) => /^[\w.-]+$/.test(part) && !/^\.{1,2}$/.test(part)),
    )
    .meta({ pattern: "^[\\w.-]+(/[\\w.-]+)*$" });
