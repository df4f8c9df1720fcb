/** The rules between the keys of `harness`, made true in what a schema alone describes. */
import type { Raw } from "../config";

/** An agent that gets on with itself and with the stack's management cluster. */
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

/** A Pod Security level only where the namespace is this program's. */
function withOwnNamespace({ podSecurity, ...harness }: Raw): Raw {
    const isOwn = harness["argoCd"] !== "connected" && harness["existingSecretName"] === undefined;
    return isOwn && podSecurity !== undefined ? { ...harness, podSecurity } : harness;
}

/** One place for the token, and for the upgrader the one that it knows. */
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
