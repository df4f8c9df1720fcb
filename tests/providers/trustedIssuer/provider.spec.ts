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
    /** Somebody else's doing, just before a provider is made. */
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

    /** A second up and a refresh, as the engine asks for them. */
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

    it("makes it where it is absent, tagged, and takes it away again", async () => {
        const state = await up(stack("one"));
        assert.deepEqual(iam.provider, {
            audiences: [STS],
            tags: { team: "platform", [OWNER]: "acme/fleet/one" },
        });
        await assertUnchanged(state, stack("one"));
        await provider.delete(state);
        assert.equal(iam.provider, undefined);
    });

    it("works in the account that is named, as the role that is named", async () => {
        const roleArn = "arn:aws:iam::222222222222:role/Provisioner";
        const state = await up(stack("one", { roleArn }));
        await provider.read(ARN, state);
        await provider.delete(state);
        assert.deepEqual(
            places.map((place) => [place.accountId, place.region, place.roleArn]),
            Array.from({ length: 3 }, () => ["222222222222", "eu-west-1", roleArn]),
        );
    });

    it("uses what a person made by hand, and leaves every bit of it", async () => {
        const byHand = { audiences: [STS, "other"], tags: { mine: "yes" } };
        iam.provider = byHand;
        const state = await up(stack("one"));
        await assertUnchanged(state, stack("one"));
        await provider.delete(state);
        assert.deepEqual(iam.provider, byHand);
        assert.deepEqual(iam.writes, []);
    });

    it("adds the audience to what a person made only if that was said, and takes it away again", async () => {
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
        // An update doesn't forget who added it.
        const { outs } = await provider.update(state, { ...wanted, region: "eu-north-1" });
        await provider.delete(outs!);
        assert.deepEqual(iam.provider, { audiences: ["other"], tags: {} });
    });

    it("leaves an audience that it added while another's role needs it", async () => {
        iam.provider = { audiences: ["other"], tags: {} };
        const state = await up(stack("one", { addAudience: true }));
        iam.trust("somebodys");
        await provider.delete(state);
        assert.deepEqual(iam.provider.audiences, ["other", STS]);
    });

    it("is used by a second stack, which changes nothing of it; the second goes first, then the first", async () => {
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

    it("stays for the second stack where the first goes first, and goes with the second", async () => {
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

    it("takes over what was left, and again what an interrupted up has left", async () => {
        const one = await up(stack("one"));
        iam.trust("role-of-two");
        await provider.delete(one);
        await up(stack("three"));
        assert.equal(iam.provider?.tags[OWNER], "acme/fleet/three");
        await up(stack("three"));
        assert.equal(iam.provider?.tags[OWNER], "acme/fleet/three");
    });

    it("uses what another stack made meanwhile", async () => {
        iam.beforeCreate = () => {
            iam.provider ??= { audiences: [STS], tags: { [OWNER]: "acme/fleet/other" } };
        };
        await up(stack("one"));
        assert.equal(iam.provider?.tags[OWNER], "acme/fleet/other");
        assert.deepEqual(iam.writes, []);
    });

    it("is missed by a refresh that doesn't find it, or finds it without its audience", async () => {
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

    it("follows the stack's tags and its name, on its own provider alone", async () => {
        const state = await up(stack("one", { tags: { team: "platform", old: "x" } }));
        const renamed = stack("renamed", { tags: { team: "apps" } });
        const { outs } = await provider.update(state, renamed);
        assert.deepEqual(iam.provider?.tags, { team: "apps", [OWNER]: "acme/fleet/renamed" });
        await assertUnchanged(outs!, renamed);
        iam.provider = { audiences: [STS], tags: { mine: "yes" } };
        await provider.update(outs!, stack("renamed", { tags: { more: "tags" } }));
        assert.deepEqual(iam.provider.tags, { mine: "yes" });
    });

    it("obeys who says whose it must be", async () => {
        await assert.rejects(
            provider.create(stack("one", { choice: "existing" })),
            /never makes one/,
        );
        iam.provider = { audiences: [STS], tags: {} };
        await assert.rejects(
            provider.create(stack("one", { choice: "managed" })),
            /somebody else made, and there is one at most/,
        );
        await up(stack("one", { choice: "existing" }));
        assert.deepEqual(iam.writes, []);
    });

    it("is another one for another issuer or account, and the same for another way to it", async () => {
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
