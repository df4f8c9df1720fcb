import assert from "node:assert/strict";

import {
    arrivalOf,
    departureOf,
    refusalText,
    trustsProvider,
    type FoundProvider,
    type WantedProvider,
} from "../../../lib/iam/trustedIssuer";
import { ownerTags } from "../../../lib/naming/owner";

const OWNER = "acme/fleet/runners";
const TAGS = ownerTags({ organization: "acme", project: "fleet", stack: "runners" });
const WANTED: WantedProvider = {
    owner: OWNER,
    choice: "auto",
    audience: "sts.amazonaws.com",
    addAudience: false,
};

function provider(
    whose: "ours" | "another stack's" | "a person's" | "nobody's",
    audiences: readonly string[] = ["sts.amazonaws.com"],
): FoundProvider {
    const tags: Readonly<Record<string, Readonly<Record<string, string>>>> = {
        ours: TAGS,
        "another stack's": { "eks-gitops-fleet:stack": "acme/fleet/other" },
        "a person's": { team: "platform" },
        "nobody's": { "eks-gitops-fleet:stack": "released" },
    };
    return { audiences, tags: tags[whose]! };
}

describe("An account's OIDC provider", () => {
    it("is created if absent, kept if this stack owns it, and used if someone else does", () => {
        assert.deepEqual(arrivalOf(undefined, WANTED), { kind: "create" });
        const kinds = (["ours", "another stack's", "a person's", "nobody's"] as const).map(
            (whose) => arrivalOf(provider(whose), WANTED),
        );
        assert.deepEqual(kinds, [
            { kind: "keep", missingAudience: false },
            { kind: "use", missingAudience: false },
            { kind: "use", missingAudience: false },
            // The stack that owned it is deleted: the first stack adopts it.
            { kind: "keep", missingAudience: false },
        ]);
    });

    it("gets the audience if this stack owns it, and if someone else does, only if configured", () => {
        const without = ["example.com"];
        assert.deepEqual(arrivalOf(provider("ours", without), WANTED), {
            kind: "keep",
            missingAudience: true,
        });
        for (const whose of ["another stack's", "a person's"] as const) {
            assert.deepEqual(arrivalOf(provider(whose, without), WANTED), {
                kind: "refuse",
                reason: "noAudience",
            });
            assert.deepEqual(
                arrivalOf(provider(whose, without), { ...WANTED, addAudience: true }),
                { kind: "use", missingAudience: true },
            );
        }
    });

    it("is never created with existing, and never someone else's with managed", () => {
        const existing = { ...WANTED, choice: "existing" } as const;
        assert.deepEqual(arrivalOf(undefined, existing), { kind: "refuse", reason: "absent" });
        assert.equal(arrivalOf(provider("ours"), existing).kind, "use");
        const managed = { ...WANTED, choice: "managed" } as const;
        assert.deepEqual(arrivalOf(undefined, managed), { kind: "create" });
        assert.equal(arrivalOf(provider("ours"), managed).kind, "keep");
        assert.deepEqual(arrivalOf(provider("a person's"), managed), {
            kind: "refuse",
            reason: "foreign",
        });
    });

    it("is rejected with the account, the reason and the remedy", () => {
        const place = {
            accountId: "222222222222",
            issuer: "https://oidc.eks.amazonaws.com/id/X",
            arn: "arn:aws:iam::222222222222:oidc-provider/oidc.eks.amazonaws.com/id/X",
            audience: "Acme-Corp",
        };
        const texts = (["absent", "foreign", "noAudience"] as const).map((reason) =>
            refusalText(reason, place),
        );
        for (const text of texts) {
            assert.match(text, /^account 222222222222 has .* https:\/\/oidc\.eks/);
        }
        assert.match(
            texts[2]!,
            /Add it: aws iam .*--client-id Acme-Corp\. Or set addAudience: true/,
        );
    });

    it("is rejected without the exact audience, compared case-sensitively", () => {
        const wanted = { ...WANTED, audience: "Acme-Corp" };
        const refused = { kind: "refuse", reason: "noAudience" };
        assert.deepEqual(arrivalOf(provider("a person's"), wanted), refused);
        assert.deepEqual(arrivalOf(provider("a person's", ["acme-corp"]), wanted), refused);
        assert.deepEqual(arrivalOf(provider("a person's", ["Acme-Corp"]), wanted), {
            kind: "use",
            missingAudience: false,
        });
    });

    it("is deleted with its last user, if a stack created it", () => {
        const known = { owner: OWNER, audienceAdded: false };
        assert.deepEqual(departureOf(provider("ours"), known, []), { kind: "delete" });
        assert.deepEqual(departureOf(provider("nobody's"), known, []), { kind: "delete" });
        for (const whose of ["another stack's", "a person's"] as const) {
            assert.deepEqual(departureOf(provider(whose), known, []), { kind: "leave" });
        }
        assert.deepEqual(departureOf(undefined, known, []), { kind: "leave" });
    });

    it("is released, not deleted, while any other role trusts it", () => {
        const known = { owner: OWNER, audienceAdded: true };
        const users = ["acme-runner-other"];
        assert.deepEqual(departureOf(provider("ours"), known, users), { kind: "release" });
        for (const whose of ["nobody's", "another stack's", "a person's"] as const) {
            assert.deepEqual(departureOf(provider(whose), known, users), { kind: "leave" });
        }
    });

    it("loses an added audience when no role needs it", () => {
        const known = { owner: OWNER, audienceAdded: true };
        assert.deepEqual(departureOf(provider("a person's"), known, []), {
            kind: "removeAudience",
        });
    });
});

describe("A role's trust in a provider", () => {
    const ARN = "arn:aws:iam::222222222222:oidc-provider/x";
    const trust = (Principal: unknown): unknown => ({ Statement: [{ Principal }] });

    it("is detected for a provider alone or among others", () => {
        for (const document of [
            trust({ Federated: ARN }),
            trust({ Federated: ["other", ARN] }),
            { Statement: { Principal: { Federated: ARN } } },
            JSON.stringify(trust({ Federated: ARN })),
            encodeURIComponent(JSON.stringify(trust({ Federated: ARN }))),
        ]) {
            assert.ok(trustsProvider(document, ARN), JSON.stringify(document));
        }
    });

    it("is not detected otherwise", () => {
        for (const document of [
            trust({ Federated: `${ARN}/y` }),
            trust({ AWS: ARN }),
            trust("*"),
            trust(undefined),
            trust(null),
            {},
            { Statement: [null] },
            undefined,
            null,
            JSON.stringify(trust({ AWS: ARN })),
        ]) {
            assert.ok(!trustsProvider(document, ARN), JSON.stringify(document));
        }
    });

    it("throws for a document that cannot be parsed, instead of ignoring it", () => {
        assert.throws(() => trustsProvider("text", ARN));
        assert.throws(() => trustsProvider("%", ARN));
    });
});
