/** The part of the local AWS that works without clusters: identity, permissions, sessions, calls. */
import { answerCall } from "./calls";
import type { ApiRequest } from "./contract";
import type { IamDeps } from "./iam/deps";
import { DEFAULT_QUOTAS, type IamQuotas } from "./iam/quotas";
import { iamService } from "./iam/service";
import type { LogEntry } from "./log";
import { createOrganisation, type Organisation } from "./organisation";
import type { Result, Service } from "./service";
import { simulate, type Simulation, type SimulationResult } from "./simulate";
import type { Store } from "./store";
import type { StsDeps } from "./sts/deps";
import { stsHttpHandler, type HttpHandler } from "./sts/handler";
import { Sessions } from "./sts/sessions";

export interface AwsCoreOptions {
    readonly store: Store;
    readonly log: (entry: LogEntry) => void;
    /** Services beside IAM and STS. */
    readonly services: readonly Service[];
    readonly issuerKeys: StsDeps["issuerKeys"];
    readonly onProvidersChanged: IamDeps["onProvidersChanged"];
    readonly onRolesChanged: IamDeps["onRolesChanged"];
    /** @default "aws" */
    readonly partition?: string;
    /** @default those of a new AWS account */
    readonly quotas?: Partial<IamQuotas>;
    /** @default the clock */
    readonly now?: () => Date;
}

export interface AwsCore {
    readonly store: Store;
    /** Authenticates, checks the permission, performs, logs. */
    readonly call: (request: ApiRequest, userAgent?: string) => Promise<Result>;
    /** Answers HTTPS requests to sts.* hosts. */
    readonly stsHandler: HttpHandler;
    readonly organisation: Organisation;
    /** For services that assume roles themselves. */
    readonly sts: StsDeps;
    /** Simulates permissions with the evaluator that decides the calls. */
    readonly simulate: (simulation: Simulation) => SimulationResult;
}

/** Composes IAM, STS, the organization and the given services over one store. */
export function createAwsCore(options: AwsCoreOptions): AwsCore {
    const { store, log, services, issuerKeys, onProvidersChanged, onRolesChanged } = options;
    const now = options.now ?? (() => new Date());
    const quotas = { ...DEFAULT_QUOTAS, ...options.quotas };
    const sessions = new Sessions(store, now);
    const sts: StsDeps = { store, sessions, now, issuerKeys };
    const iam = iamService({ store, quotas, now, onProvidersChanged, onRolesChanged });
    const actions = merged([iam, ...services]);
    const partition = options.partition ?? "aws";
    return {
        store,
        call: (request, userAgent) => answerCall({ sts, actions, log }, request, userAgent),
        stsHandler: stsHttpHandler(sts, log),
        sts,
        organisation: createOrganisation({ store, sessions, now, partition }),
        simulate: (simulation) => simulate(store, simulation),
    };
}

function merged(services: readonly Service[]): Service {
    const entries = services.flatMap((service) => Object.entries(service));
    const names = entries.map(([name]) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
        throw new Error(`two services have an action ${twice}`);
    }
    return Object.fromEntries(entries);
}
