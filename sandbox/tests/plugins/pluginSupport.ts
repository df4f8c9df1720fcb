/** A provider's session for tests: over a real local AWS whose clusters are only noted. */
import type { ClusterHost } from "../../src/aws/contract";
import { createLocalAws, type LocalAws } from "../../src/aws/local";
import { openSession } from "../../src/plugins/aws/configuration";
import { awsProvider } from "../../src/plugins/aws/provider";
import {
    checkResource,
    createResource,
    deleteResource,
    diffResource,
    readResource,
    updateResource,
} from "../../src/plugins/provider/operations";
import type { ResourceType, Session } from "../../src/plugins/provider/resource";
import type { Properties } from "../../src/plugins/provider/values";

export const ACCOUNT = "111111111111";
export const REGION = "eu-central-1";

/** Clusters that exist in name only. */
export const hostOfNothing: ClusterHost = {
    create: ({ id, region }) =>
        Promise.resolve({
            endpoint: `https://${id}.gr7.${region}.eks.amazonaws.com`,
            certificateAuthorityData: "Q0E=",
            issuer: `https://oidc.eks.${region}.amazonaws.com/id/${id}`,
        }),
    delete: () => Promise.resolve(),
    setAccess: () => Promise.resolve(),
    mapNodeRole: () => Promise.resolve(),
    unmapNodeRole: () => Promise.resolve(),
    setWebIdentity: () => Promise.resolve(),
    setPodIdentities: () => Promise.resolve(),
    setNodes: () => Promise.resolve(),
    keys: () => Promise.resolve({ keys: [] }),
};

/** A local AWS with one account, and its log of actions. */
export function localAws(): { readonly local: LocalAws; readonly actions: string[] } {
    const actions: string[] = [];
    const local = createLocalAws({
        host: hostOfNothing,
        log: (entry) => actions.push(entry.action),
    });
    local.organisation.ensureAccount(ACCOUNT, { provisionerRoles: ["Provisioner"] });
    return { local, actions };
}

/** A resource in the hands of the provider: what the engine would do with it. */
export class Lifecycle {
    public id = "";
    public inputs: Properties = {};
    public state: Properties = {};

    private constructor(
        public readonly type: ResourceType,
        private readonly session: Session,
    ) {}

    /** Checks the inputs and makes the resource. */
    public static async create(
        session: Session,
        token: string,
        inputs: Properties,
    ): Promise<Lifecycle> {
        const made = new Lifecycle(typeNamed(token), session);
        made.inputs = made.check(inputs);
        const { id, state } = await createResource(made.type, session, made.inputs);
        made.id = id;
        made.state = state;
        return made;
    }

    /** Paths that an update to these inputs would change; those that replace end with an exclamation mark. */
    public diff(inputs: Properties): readonly string[] {
        return diffResource(this.type, this.state, this.check(inputs), []).differences.map(
            ({ path, replace }) => (replace ? `${path}!` : path),
        );
    }

    public async update(inputs: Properties): Promise<void> {
        const checked = this.check(inputs);
        this.state = await updateResource(
            this.type,
            this.session,
            this.id,
            checked,
            this.state,
            [],
        );
        this.inputs = checked;
    }

    /** What a refresh finds; undefined when the object is gone. */
    public refresh(): Promise<
        { readonly inputs: Properties; readonly state: Properties } | undefined
    > {
        return readResource(this.type, this.session, this.id, this);
    }

    /** What an import of the resource's id finds. */
    public import(
        id: string = this.id,
    ): Promise<{ readonly inputs: Properties; readonly state: Properties } | undefined> {
        return readResource(this.type, this.session, id, { inputs: {}, state: {} });
    }

    public delete(): Promise<void> {
        return deleteResource(this.type, this.session, this.id, this.state);
    }

    private check(news: Properties): Properties {
        const { inputs, failures } = checkResource(this.type, this.session, {
            news,
            olds: this.inputs,
            logicalName: "probe",
            seed: new Uint8Array([1]),
        });
        if (failures.length > 0) {
            throw new Error(failures.map(({ reason }) => reason).join("; "));
        }
        return inputs;
    }
}

/** A session in the account, as its provisioner. */
export function sessionIn(
    local: LocalAws,
    config: Properties = {},
    onCall: (action: string) => void = () => undefined,
): Promise<Session> {
    const operator = local.organisation.operatorCredentials({ durationSeconds: 3600 });
    return openSession(
        (request) => {
            onCall(request.action);
            return local.call(request);
        },
        operator,
        {
            region: REGION,
            assumeRoles: JSON.stringify([{ roleArn: `arn:aws:iam::${ACCOUNT}:role/Provisioner` }]),
            ...config,
        },
    );
}

function typeNamed(token: string): ResourceType {
    const type = awsProvider("0.0.0", () => Promise.reject(new Error("no AWS")), undefined)
        .resources[token];
    if (type === undefined) {
        throw new Error(`no type ${token}`);
    }
    return type;
}
