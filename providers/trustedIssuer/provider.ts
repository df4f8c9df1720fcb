/**
 * Manages an account's IAM OIDC provider. The owner is read from the provider's tag each time, not from the state:
 * another stack or a person may have created or released the provider since.
 */
import type { OidcProviderChoice } from "../../lib/iam/trustedIssuer";
import { arrivalOf, departureOf, refusalText } from "../../lib/iam/trustedIssuer";
import { OWNER_TAG, RELEASED } from "../../lib/naming/owner";
import { UserError } from "../../lib/userError";
import type { DynamicProvider } from "../carried";
import { accountIam, type AccountIam, type IamPlace } from "./iam";

/** Inputs of the resource. */
export interface TrustedIssuerInputs extends IamPlace {
    /** Issuer, `https://oidc.eks...`. A change replaces the resource. */
    readonly url: string;
    readonly audience: string;
    /** Value of the owner tag of providers that this stack creates. */
    readonly owner: string;
    /** Tags of providers that this stack creates. */
    readonly tags: Readonly<Record<string, string>>;
    readonly choice: OidcProviderChoice;
    readonly addAudience: boolean;
    /** ARN of the provider, derived from issuer and account. */
    readonly arn: string;
}

/** Outputs of the resource. */
export interface TrustedIssuerState extends TrustedIssuerInputs {
    /** This stack added the audience to a provider that someone else created. @default false */
    readonly audienceAdded?: boolean;
}

export type TrustedIssuerProvider = DynamicProvider<TrustedIssuerInputs, TrustedIssuerState>;

/**
 * Two stacks that create the same provider concurrently collide once; if it happens more often, something else is
 * wrong.
 */
const TRIES = 3;

/** @param connect returns IAM of an account, as the provisioner */
export function trustedIssuerProvider(
    connect: (place: IamPlace) => Promise<AccountIam>,
): TrustedIssuerProvider {
    return {
        diff: (old, wanted) => {
            const replaces = (["url", "accountId"] as const).filter(
                (key) => old[key] !== wanted[key],
            );
            // How the account is accessed is not part of its content: such a change is recorded with the next update.
            const updates =
                old.audience !== wanted.audience ||
                old.owner !== wanted.owner ||
                old.choice !== wanted.choice ||
                old.addAudience !== wanted.addAudience ||
                old.region !== wanted.region ||
                old.roleArn !== wanted.roleArn ||
                !sameTags(old.tags, wanted.tags);
            return { changes: replaces.length > 0 || updates, replaces };
        },
        create: async (wanted) => {
            const outs = await arrive(await connect(wanted), wanted, undefined);
            return { id: outs.arn, outs };
        },
        read: async (id, known) => {
            const found = await (await connect(known)).find(known.arn);
            if (found === undefined) {
                return { id: "" };
            }
            const audience = found.audiences.includes(known.audience) ? known.audience : "";
            const inputs = { ...inputsOf(known), audience };
            return { id, props: { ...inputs, audienceAdded: wasAdded(known) }, inputs };
        },
        update: async (old, wanted) => ({
            outs: await arrive(await connect(wanted), wanted, old),
        }),
        delete: async (known) => {
            const iam = await connect(known);
            const found = await iam.find(known.arn);
            const users = found === undefined ? [] : await iam.rolesTrusting(known.arn);
            const departure = departureOf(
                found,
                { owner: known.owner, audienceAdded: wasAdded(known) },
                users,
            );
            switch (departure.kind) {
                case "delete":
                    return iam.remove(known.arn);
                case "release":
                    return iam.tag(known.arn, { [OWNER_TAG]: RELEASED });
                case "removeAudience":
                    return iam.removeAudience(known.arn, known.audience);
                case "leave":
                    return;
            }
        },
    };
}

/** The provider that the engine runs. */
export const provider = trustedIssuerProvider((place) => accountIam(place, process.env));

/** Ensures that the provider exists with its audience. @param old undefined if the resource is new */
async function arrive(
    iam: AccountIam,
    wanted: TrustedIssuerInputs,
    old: TrustedIssuerState | undefined,
): Promise<TrustedIssuerState> {
    const { accountId, arn, audience, url } = wanted;
    const outs = (audienceAdded: boolean): TrustedIssuerState => ({
        ...inputsOf(wanted),
        audienceAdded,
    });
    const tags = { ...wanted.tags, [OWNER_TAG]: wanted.owner };
    const added = old !== undefined && wasAdded(old);
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const found = await iam.find(arn);
        // A stack that was renamed, or moved to another project, owns what it created under its former name.
        const formerOwner = old !== undefined && found?.tags[OWNER_TAG] === old.owner;
        const arrival = arrivalOf(found, formerOwner ? { ...wanted, owner: old.owner } : wanted);
        if (arrival.kind === "refuse") {
            throw new UserError(
                refusalText(arrival.reason, { accountId, issuer: url, arn, audience }),
            );
        }
        if (arrival.kind === "create") {
            if (await iam.create(url, audience, tags)) {
                return outs(false);
            }
            continue;
        }
        if (arrival.missingAudience) {
            await iam.addAudience(arn, audience);
        }
        if (arrival.kind === "use") {
            return outs(added || arrival.missingAudience);
        }
        const gone = Object.keys(old?.tags ?? {}).filter((key) => !Object.hasOwn(tags, key));
        if (gone.length > 0) {
            await iam.untag(arn, gone);
        }
        if (!sameTags({ ...found!.tags, ...tags }, found!.tags)) {
            await iam.tag(arn, tags);
        }
        return outs(added);
    }
    throw new UserError(
        `the IAM OIDC provider ${arn} was created and deleted by someone else during this update. Check what else creates it, then run the same command again.`,
    );
}

function wasAdded({ audienceAdded }: TrustedIssuerState): boolean {
    return audienceAdded ?? false;
}

/** Omits the serialized provider that the engine adds. */
function inputsOf(given: TrustedIssuerInputs): TrustedIssuerInputs {
    const { accountId, addAudience, arn, audience, choice, owner, region, roleArn, tags, url } =
        given;
    return {
        url,
        accountId,
        region,
        ...(roleArn === undefined ? {} : { roleArn }),
        audience,
        owner,
        tags,
        choice,
        addAudience,
        arn,
    };
}

function sameTags(
    a: Readonly<Record<string, string>>,
    b: Readonly<Record<string, string>> | undefined,
): boolean {
    const keys = new Set([...Object.keys(a), ...Object.keys(b ?? {})]);
    return [...keys].every((key) => a[key] === b?.[key]);
}
