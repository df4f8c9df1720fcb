import assert from "node:assert/strict";

import { trustsProvider, type FoundProvider } from "../../../lib/iam/trustedIssuer";
import type { AccountIam, IamPlace } from "../../../providers/trustedIssuer/iam";
import {
    trustedIssuerProvider,
    type TrustedIssuerInputs,
    type TrustedIssuerState,
} from "../../../providers/trustedIssuer/provider";

const ARN = "arn:aws:iam::222222222222:oidc-provider/oidc.eks.amazonaws.com/id/RUNNERS";
const STS = "sts.amazonaws.com";
const OWNER = "eks-gitops-fleet:stack";

function stack(name: string, changes: Partial<TrustedIssuerInputs> = {}): TrustedIssuerInputs {
    return {
        url: "https://oidc.eks.amazonaws.com/id/RUNNERS",
        accountId: "222222222222",
        region: "eu-west-1",
        audience: STS,
        owner: `acme/fleet/${name}`,
        tags: { team: "platform" },
        choice: "auto",
        addAudience: false,
        arn: ARN,
        ...changes,
    };
}

/** IAM of one account. */
class FakeIam implements AccountIam {
    public provider: FoundProvider | undefined;
    /** Trust policies by role. */
    public readonly roles: Record<string, unknown> = {};
    public readonly writes: string[] = [];
    /** Simulates another writer, just before a provider is created. */
    public beforeCreate: () => void = () => undefined;

    public find(arn: string): Promise<FoundProvider | undefined> {
        assert.equal(arn, ARN);
        return Promise.resolve(this.provider);
    }
    public create(
        _url: string,
        audience: string,
        tags: Readonly<Record<string, string>>,
    ): Promise<boolean> {
        this.beforeCreate();
        if (this.provider !== undefined) {
            return Promise.resolve(false);
        }
        return this.write("create", { audiences: [audience], tags }).then(() => true);
    }
    public remove(): Promise<void> {
        return this.write("remove", undefined);
    }
    public tag(_arn: string, tags: Readonly<Record<string, string>>): Promise<void> {
        const provider = this.provider!;
        return this.write("tag", { ...provider, tags: { ...provider.tags, ...tags } });
    }
    public untag(_arn: string, keys: readonly string[]): Promise<void> {
        const tags = Object.entries(this.provider!.tags).filter(([key]) => !keys.includes(key));
        return this.write("untag", { ...this.provider!, tags: Object.fromEntries(tags) });
    }
    public addAudience(_arn: string, audience: string): Promise<void> {
        const { audiences } = this.provider!;
        return this.write("addAudience", {
            ...this.provider!,
            audiences: [...audiences, audience],
        });
    }
    public removeAudience(_arn: string, audience: string): Promise<void> {
        const audiences = this.provider!.audiences.filter((one) => one !== audience);
        return this.write("removeAudience", { ...this.provider!, audiences });
    }
    public rolesTrusting(arn: string): Promise<readonly string[]> {
        return Promise.resolve(
            Object.keys(this.roles).filter((role) => trustsProvider(this.roles[role], arn)),
        );
    }
    public trust(role: string): void {
        this.roles[role] = { Statement: [{ Principal: { Federated: ARN } }] };
    }
    private write(what: string, provider: FoundProvider | undefined): Promise<void> {
        this.writes.push(what);
        this.provider = provider;
        return Promise.resolve();
    }
}

describe("The provider of TrustedIssuer", () => {
    let iam: FakeIam;
    let places: IamPlace[];
    const provider = trustedIssuerProvider((place) => {
        places.push(place);
        return Promise.resolve(iam);
    });
    beforeEach(() => {
        iam = new FakeIam();
        places = [];
    });

    async function up(wanted: TrustedIssuerInputs): Promise<TrustedIssuerState> {
        const { id, outs } = await provider.create(wanted);
        assert.equal(id, ARN);
        assert.ok(outs !== undefined);
        return outs;
    }

    /** Simulates a second up and a refresh, as the engine requests them. */
    async function assertUnchanged(
        state: TrustedIssuerState,
        wanted: TrustedIssuerInputs,
    ): Promise<void> {
        const before = iam.writes.length;
        assert.deepEqual(provider.diff(state, wanted), { changes: false, replaces: [] });
        const { id, props, inputs } = await provider.read(ARN, state);
        assert.deepEqual([id, props, inputs], [ARN, state, wanted]);
        assert.equal(iam.writes.length, before);
    }

    it("creates it if absent, with tags, and deletes it again", async () => {
        const state = await up(stack("one"));
        assert.deepEqual(iam.provider, {
            audiences: [STS],
            tags: { team: "platform", [OWNER]: "acme/fleet/one" },
        });
        await assertUnchanged(state, stack("one"));
        await provider.delete(state);
        assert.equal(iam.provider, undefined);
    });

    it("works in the given account, with the given role", async () => {
        const roleArn = "arn:aws:iam::222222222222:role/Provisioner";
        const state = await up(stack("one", { roleArn }));
        await provider.read(ARN, state);
        await provider.delete(state);
        assert.deepEqual(
            places.map((place) => [place.accountId, place.region, place.roleArn]),
            Array.from({ length: 3 }, () => ["222222222222", "eu-west-1", roleArn]),
        );
    });

    it("uses a provider that a person created, and changes nothing of it", async () => {
        const byHand = { audiences: [STS, "other"], tags: { mine: "yes" } };
        iam.provider = byHand;
        const state = await up(stack("one"));
        await assertUnchanged(state, stack("one"));
        await provider.delete(state);
        assert.deepEqual(iam.provider, byHand);
        assert.deepEqual(iam.writes, []);
    });

    it("adds the audience to a person's provider only if configured, and removes it again", async () => {
        iam.provider = { audiences: ["other"], tags: {} };
        await assert.rejects(
            provider.create(stack("one")),
            /without the audience sts\.amazonaws\.com/,
        );
        assert.deepEqual(iam.writes, []);
        const wanted = stack("one", { addAudience: true });
        const state = await up(wanted);
        assert.deepEqual(iam.provider, { audiences: ["other", STS], tags: {} });
        await assertUnchanged(state, wanted);
        // An update keeps the record of who added the audience.
        const { outs } = await provider.update(state, { ...wanted, region: "eu-north-1" });
        await provider.delete(outs!);
        assert.deepEqual(iam.provider, { audiences: ["other"], tags: {} });
    });

    it("keeps an audience that it added while another role needs it", async () => {
        iam.provider = { audiences: ["other"], tags: {} };
        const state = await up(stack("one", { addAudience: true }));
        iam.trust("somebodys");
        await provider.delete(state);
        assert.deepEqual(iam.provider.audiences, ["other", STS]);
    });

    it("is used and not changed by a second stack; the second stack is deleted first, then the first", async () => {
        const one = await up(stack("one"));
        const two = await up(stack("two"));
        assert.equal(iam.provider?.tags[OWNER], "acme/fleet/one");
        await assertUnchanged(one, stack("one"));
        await assertUnchanged(two, stack("two"));
        iam.trust("role-of-one");
        await provider.delete(two);
        assert.ok(iam.provider !== undefined);
        delete iam.roles["role-of-one"];
        await provider.delete(one);
        assert.equal(iam.provider, undefined);
    });

    it("is kept for the second stack if the first is deleted first, and deleted with the second", async () => {
        const one = await up(stack("one"));
        const two = await up(stack("two"));
        iam.trust("role-of-two");
        await provider.delete(one);
        assert.equal(iam.provider?.tags[OWNER], "released");
        await assertUnchanged(two, stack("two"));
        delete iam.roles["role-of-two"];
        await provider.delete(two);
        assert.equal(iam.provider, undefined);
    });

    it("adopts a released provider, and one that an interrupted up left", async () => {
        const one = await up(stack("one"));
        iam.trust("role-of-two");
        await provider.delete(one);
        await up(stack("three"));
        assert.equal(iam.provider?.tags[OWNER], "acme/fleet/three");
        await up(stack("three"));
        assert.equal(iam.provider?.tags[OWNER], "acme/fleet/three");
    });

    it("uses a provider that another stack created in the meantime", async () => {
        iam.beforeCreate = () => {
            iam.provider ??= { audiences: [STS], tags: { [OWNER]: "acme/fleet/other" } };
        };
        await up(stack("one"));
        assert.equal(iam.provider?.tags[OWNER], "acme/fleet/other");
        assert.deepEqual(iam.writes, []);
    });

    it("is reported by a refresh that does not find it, or finds it without its audience", async () => {
        const state = await up(stack("one"));
        iam.provider = { ...iam.provider!, audiences: [] };
        const { props } = await provider.read(ARN, state);
        assert.equal(provider.diff(props!, stack("one")).changes, true);
        await provider.update(props!, stack("one"));
        assert.deepEqual(iam.provider.audiences, [STS]);
        iam.provider = undefined;
        assert.deepEqual(await provider.read(ARN, state), { id: "" });
        await provider.delete(state);
    });

    it("follows the stack's tags and name, on its own provider only", async () => {
        const state = await up(stack("one", { tags: { team: "platform", old: "x" } }));
        const renamed = stack("renamed", { tags: { team: "apps" } });
        const { outs } = await provider.update(state, renamed);
        assert.deepEqual(iam.provider?.tags, { team: "apps", [OWNER]: "acme/fleet/renamed" });
        await assertUnchanged(outs!, renamed);
        iam.provider = { audiences: [STS], tags: { mine: "yes" } };
        await provider.update(outs!, stack("renamed", { tags: { more: "tags" } }));
        assert.deepEqual(iam.provider.tags, { mine: "yes" });
    });

    it("follows the configured owner", async () => {
        await assert.rejects(
            provider.create(stack("one", { choice: "existing" })),
            /never creates one/,
        );
        iam.provider = { audiences: [STS], tags: {} };
        await assert.rejects(
            provider.create(stack("one", { choice: "managed" })),
            /someone else created, and an account can have only one per issuer/,
        );
        await up(stack("one", { choice: "existing" }));
        assert.deepEqual(iam.writes, []);
    });

    it("is replaced for another issuer or account, and kept for another way to access it", async () => {
        const state = await up(stack("one"));
        const replaces = (changes: Partial<TrustedIssuerInputs>): unknown =>
            provider.diff(state, stack("one", changes)).replaces;
        assert.deepEqual(replaces({ url: "https://other" }), ["url"]);
        assert.deepEqual(replaces({ accountId: "333333333333" }), ["accountId"]);
        assert.deepEqual(provider.diff(state, stack("one", { region: "eu-north-1" })), {
            changes: true,
            replaces: [],
        });
    });
});
