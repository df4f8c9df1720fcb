/** Makes generated values of `harness` satisfy the rules between its keys. */
import type { Raw } from "../config";

/** An agent configuration that is consistent in itself and with the stack's management cluster. */
export function settledHarness(harness: Raw, onFargate: boolean): Raw {
    const settled: Raw = {
        ...("projectIdentifier" in harness ? { orgIdentifier: "acme" } : {}),
        ...harness,
        ...(onFargate ? { identity: "irsa" } : {}),
    };
    return settled["install"] === "existing"
        ? withoutInstallation(settled)
        : withOwnNamespace(withToken(settled));
}

/** Keeps a Pod Security level only if the program creates the namespace. */
function withOwnNamespace({ podSecurity, ...harness }: Raw): Raw {
    const isOwn = harness["argoCd"] !== "connected" && harness["existingSecretName"] === undefined;
    return isOwn && podSecurity !== undefined ? { ...harness, podSecurity } : harness;
}

/** One source for the token; the upgrader supports only one of them. */
function withToken({ existingSecretName, tokenSecret, ...harness }: Raw): Raw {
    if (existingSecretName === undefined || tokenSecret !== undefined) {
        return { ...harness, tokenSecret: tokenSecret ?? "token" };
    }
    const isUpgraders = harness["upgrader"] === true;
    return { ...harness, existingSecretName: isUpgraders ? "gitops-agent" : existingSecretName };
}

function withoutInstallation(harness: Raw): Raw {
    const owners = [
        ...["agentHttpTarget", "chart", "existingSecretName", "highAvailability", "networkPolicy"],
        ...["podSecurity", "tokenSecret", "upgrader"],
    ];
    return Object.fromEntries(Object.entries(harness).filter(([key]) => !owners.includes(key)));
}
