/** The local AWS: identity, clusters, networks, logs and keys over one store. */
import type { JSONWebKeySet } from "jose";

import type { ClusterHost, EndpointGate, NodeSupply } from "./contract";
import { createAwsCore, type AwsCore, type AwsCoreOptions } from "./core";
import { ec2Service } from "./ec2/service";
import { clusterByIssuer } from "./eks/clusters";
import type { EksDeps } from "./eks/eks";
import { endpointGate } from "./eks/gate";
import { podIdentityAuth, type PodIdentityAuth } from "./eks/podCredentials";
import { principalsChanged } from "./eks/principals";
import { nodeSupply } from "./eks/nodeSupply";
import { eksService } from "./eks/service";
import { webIdentitySwitch } from "./eks/webIdentity";
import { isIssuerTrusted } from "./iam/oidcProviders";
import { passedRoles } from "./iam/passRole";
import { findRole } from "./iam/roles";
import { kmsService } from "./kms/service";
import { logsService } from "./logs/service";
import { Store } from "./store";
import type { AwsTime } from "./time";

export interface LocalAwsOptions extends Pick<
    AwsCoreOptions,
    "log" | "partition" | "quotas" | "now"
> {
    /** Runs the clusters that EKS is asked for. */
    readonly host: ClusterHost;
    /** How late changes take effect. @default at once */
    readonly time?: AwsTime;
}

export interface LocalAws extends AwsCore {
    /** Which endpoints of clusters may be reached, and from where. */
    readonly gate: EndpointGate;
    /** Nodes that come with the pods that need them. */
    readonly nodeSupply: NodeSupply;
    /** Credentials for pods with a Pod Identity association. */
    readonly podIdentity: PodIdentityAuth;
}

/** Composes all services. Nothing runs or listens until it is called. */
export function createLocalAws({ host, time, ...options }: LocalAwsOptions): LocalAws {
    const store = new Store();
    const eks: EksDeps = {
        store,
        host,
        roleUniqueId: (arn) => findRole(store, arn)?.id,
        roles: passedRoles(store, "eks"),
        time,
    };
    const core = createAwsCore({
        ...options,
        store,
        services: [
            eksService(eks),
            ec2Service({ store }),
            logsService({ store }),
            kmsService({ store }),
        ],
        issuerKeys: (issuer) => issuerKeys(store, host, issuer),
        onProvidersChanged: webIdentitySwitch(store, host, (issuer) =>
            isIssuerTrusted(store, issuer),
        ),
        onRolesChanged: principalsChanged(eks),
    });
    return {
        ...core,
        gate: endpointGate(eks),
        nodeSupply: nodeSupply(eks),
        podIdentity: podIdentityAuth(core.sts, options.log),
    };
}

/** Keys of the cluster behind an issuer, as its discovery endpoint would publish them. */
async function issuerKeys(
    store: Store,
    host: ClusterHost,
    issuer: string,
): Promise<JSONWebKeySet | undefined> {
    const cluster = clusterByIssuer(store, issuer);
    if (cluster?.issuer !== issuer) {
        return undefined;
    }
    const { keys } = await host.keys(cluster.id);
    return { keys: [...keys] as JSONWebKeySet["keys"] };
}
