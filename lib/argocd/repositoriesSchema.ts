/** The keys of `repositories`: private ones, each with one kind of credential. */
import { z } from "zod";

import * as agentValue from "../agent/values";
import * as field from "../fields";
import * as value from "./values";

const ID_ALLOWED = "allowed: the number that GitHub shows.";
const githubId = z.union(
    [
        field.wholeNumber(ID_ALLOWED, 1, Number.MAX_SAFE_INTEGER),
        field.text(ID_ALLOWED, /^[1-9]\d{0,15}$/),
    ],
    { error: () => ID_ALLOWED },
);

const https = field.record({
    username: value.plainText.meta({
        description: "Name of the user; most providers accept any name with a token",
    }),
    passwordSecret: agentValue.secretKey.meta({
        description: "Secret configuration key of the password or token",
    }),
});

const ssh = field.record({
    privateKeySecret: agentValue.secretKey.meta({
        description: "Secret configuration key of the private key",
    }),
});

const githubApp = field.record({
    appId: githubId.meta({ description: "Number of the GitHub App" }),
    installationId: githubId.meta({
        description: "Number of its installation in the organization",
    }),
    privateKeySecret: agentValue.secretKey.meta({
        description: "Secret configuration key of the App's private key",
    }),
    enterpriseBaseUrl: agentValue.httpsUrl
        .optional()
        .meta({ description: "API of GitHub Enterprise; github.com unless set" }),
});

const repository = field.record({
    url: value.gitUrl.meta({ description: "Address, exactly as Applications write it" }),
    type: field
        .oneOf(["git", "helm"])
        .default("git")
        .meta({ description: "A git repository, or one of Helm charts" }),
    https: https.optional().meta({ description: "User and password" }),
    ssh: ssh.optional().meta({ description: "A private key" }),
    githubApp: githubApp.optional().meta({ description: "A GitHub App" }),
    project: agentValue.objectName.optional().meta({
        description:
            "AppProject that alone may use the credential; every project that allows the address unless set",
    }),
});

export const repositories = field.mapOf(
    field.DNS_LABEL,
    "allowed as a repository's key: 1 to 63 lower-case letters, digits and hyphens.",
    repository,
);
