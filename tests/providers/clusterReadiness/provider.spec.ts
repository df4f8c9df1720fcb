import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";

import { UserError } from "../../../lib/userError";
import type { Answer } from "../../../providers/kubernetes/api";
import {
    clusterReadinessProvider,
    type ReadinessInputs,
} from "../../../providers/clusterReadiness/provider";
import { SERVER, status, text, unreachable, type Sent } from "../kubernetes/fakeApi";

const ARN = "arn:aws:eks:eu-west-1:111111111111:cluster/management";
const INPUTS: ReadinessInputs = { clusterArn: ARN, kubeconfig: "kubeconfig" };

/** Result of an attempt: instead of success, an answer to its first or second request, or an error. */
interface Attempt {
    readonly version?: () => Answer;
    readonly review?: () => Answer;
}

const READY: Attempt = {};

const review = (allowed: boolean): Answer => ({
    status: 201,
    body: { kind: "SelfSubjectAccessReview", status: { allowed } },
    message: "",
});

const NAME_REMEDY =
    "The name does not resolve from here: check this machine's DNS; the name of a private endpoint resolves inside its VPC only.";
const NETWORK_REMEDY =
    "The name resolves, but nothing answers from here: operatorCidrs must include this machine's public address; for a private endpoint this machine needs a route into its VPC.";
const ADMISSION_REMEDY =
    "The API server does not accept the identity that runs Pulumi as an administrator: list its role among admins; if it is listed, check its access entry with `aws eks describe-access-entry`.";
const SERVER_REMEDY =
    "The API server answers, but not as expected: check the cluster's health in the EKS console.";

const OBSTACLES: readonly (readonly [
    title: string,
    attempt: Attempt,
    found: string,
    remedy: string,
])[] = [
    ...["ENOTFOUND", "EAI_AGAIN"].map(
        (code) =>
            [
                `a name that does not resolve: ${code}`,
                { version: () => unreachable(`getaddrinfo ${code} api.example.com`, code) },
                `${SERVER} cannot be reached: getaddrinfo ${code} api.example.com.`,
                NAME_REMEDY,
            ] as const,
    ),
    [
        "a refused connection",
        { version: () => unreachable("connect ECONNREFUSED 192.0.2.1:443", "ECONNREFUSED") },
        `${SERVER} cannot be reached: connect ECONNREFUSED 192.0.2.1:443.`,
        NETWORK_REMEDY,
    ],
    [
        "a proxy that does not reach it",
        { version: () => unreachable("Bad response: 502") },
        `${SERVER} cannot be reached: Bad response: 502.`,
        NETWORK_REMEDY,
    ],
    [
        "a connection lost between the two requests",
        { review: () => unreachable("read ECONNRESET", "ECONNRESET") },
        `${SERVER} cannot be reached: read ECONNRESET.`,
        NETWORK_REMEDY,
    ],
    [
        "a rejected token: 401",
        { version: () => status(401, "Unauthorized", "Unauthorized") },
        "it answers 401 Unauthorized.",
        ADMISSION_REMEDY,
    ],
    [
        "a forbidden request: 403",
        { version: () => status(403, "Forbidden", 'User "x" cannot get path "/version"') },
        'it answers 403 User "x" cannot get path "/version".',
        ADMISSION_REMEDY,
    ],
    [
        "a rejected review: 401",
        { review: () => status(401, "Unauthorized", "Unauthorized") },
        "it answers 401 Unauthorized.",
        ADMISSION_REMEDY,
    ],
    [
        "an identity that may not create namespaces",
        { review: () => review(false) },
        "it does not allow this identity to create namespaces.",
        ADMISSION_REMEDY,
    ],
    [
        "a review without a verdict",
        { review: () => ({ status: 201, body: {}, message: "" }) },
        "it does not allow this identity to create namespaces.",
        ADMISSION_REMEDY,
    ],
    [
        "a server error: 500",
        { version: () => text(500, "starting") },
        "it answers 500 starting.",
        SERVER_REMEDY,
    ],
    [
        "a server error in the review: 503",
        { review: () => status(503, "ServiceUnavailable", "not ready") },
        "it answers 503 not ready.",
        SERVER_REMEDY,
    ],
];

describe("The provider of ClusterReadiness", () => {
    let attempts: number;
    let requests: Sent[];
    let kubeconfigs: string[];
    let waits: number[];
    let time: number;
    /** Result of an attempt by its number, counted from 1. */
    let attempt: (number: number) => Attempt;

    const provider = clusterReadinessProvider({
        connect: (kubeconfig) => {
            kubeconfigs.push(kubeconfig);
            return {
                server: SERVER,
                send: async (method, path, body, contentType) => {
                    await Promise.resolve();
                    requests.push({ method, path, body, contentType });
                    const isVersion = path === "/version";
                    attempts += isVersion ? 1 : 0;
                    const met = attempt(attempts);
                    return isVersion
                        ? (met.version ?? (() => ({ status: 200, body: {}, message: "" })))()
                        : (met.review ?? (() => review(true)))();
                },
            };
        },
        sleep: async (milliseconds) => {
            waits.push(milliseconds);
            await setImmediate();
            time += milliseconds;
        },
        now: () => time,
    });

    beforeEach(() => {
        attempts = 0;
        requests = [];
        kubeconfigs = [];
        waits = [];
        time = 7_000_000;
        attempt = () => READY;
    });

    /** Results of the first attempts; after these, the cluster is ready. */
    const meet = (...met: readonly Attempt[]): void => {
        attempt = (number) => met[number - 1] ?? READY;
    };

    it("creates only after three successes in a row, one second apart", async () => {
        assert.deepEqual(await provider.create(INPUTS), { id: `${ARN}/ready`, outs: INPUTS });
        assert.equal(attempts, 3);
        assert.deepEqual(waits, [1000, 1000]);
        assert.deepEqual(kubeconfigs, ["kubeconfig"]);
    });

    it("requests the version and whether the identity may create namespaces", async () => {
        await provider.create(INPUTS);
        assert.deepEqual(requests.slice(0, 2), [
            { method: "GET", path: "/version", body: undefined, contentType: undefined },
            {
                method: "POST",
                path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                body: {
                    apiVersion: "authorization.k8s.io/v1",
                    kind: "SelfSubjectAccessReview",
                    spec: { resourceAttributes: { verb: "create", resource: "namespaces" } },
                },
                contentType: undefined,
            },
        ]);
        assert.equal(requests.length, 6);
    });

    it("restarts the count of successes after a failure", async () => {
        const refused = { version: () => status(401, "Unauthorized", "Unauthorized") };
        meet(READY, READY, refused, READY, refused);
        await provider.create(INPUTS);
        assert.equal(attempts, 5 + 3);
    });

    for (const [title, obstacle, found, remedy] of OBSTACLES) {
        it(`waits for ${title}, and succeeds when it is resolved`, async () => {
            meet(obstacle, obstacle, obstacle);
            await provider.create(INPUTS);
            assert.equal(attempts, 3 + 3);
            assert.deepEqual(
                waits,
                Array.from({ length: 5 }, () => 1000),
            );
        });

        it(`fails after five minutes of ${title}, with the observation and the remedy`, async () => {
            attempt = () => obstacle;
            await assert.rejects(provider.create(INPUTS), (error: Error) => {
                assert.ok(error instanceof UserError);
                assert.equal(
                    error.message,
                    `${ARN} is ACTIVE, but its API endpoint ${SERVER} could not be used within 5 minutes: ${found} ${remedy} Then run the same command again.`,
                );
                return true;
            });
            assert.equal(time, 7_000_000 + 300_000);
            assert.equal(attempts, 301);
        });
    }

    it("states each remedy in one sentence", () => {
        for (const remedy of [NAME_REMEDY, NETWORK_REMEDY, ADMISSION_REMEDY, SERVER_REMEDY]) {
            assert.match(remedy, /^[A-Z][^.]*\.$/);
        }
    });

    it("reports the last of several obstacles", async () => {
        attempt = (number) =>
            number < 200
                ? { version: () => unreachable("getaddrinfo ENOTFOUND", "ENOTFOUND") }
                : { review: () => review(false) };
        await assert.rejects(provider.create(INPUTS), {
            message: new RegExp(`does not allow this identity.*${ADMISSION_REMEDY}`),
        });
    });

    it("fails after five minutes of successes that do not last", async () => {
        attempt = (number) => (number % 3 === 0 ? { review: () => review(false) } : READY);
        await assert.rejects(provider.create(INPUTS), /could not be used within 5 minutes/);
        assert.ok(time >= 7_300_000 && time <= 7_303_000, String(time));
    });

    it("does not fail a cluster whose last successes come after five minutes", async () => {
        attempt = (number) => (number <= 300 ? { version: () => text(500, "starting") } : READY);
        await provider.create(INPUTS);
        assert.equal(time, 7_000_000 + 302_000);
    });

    it("fails immediately for a permanent error, such as a missing aws command", async () => {
        const error = new UserError(
            `No credential for ${SERVER}: spawn aws ENOENT. The aws command must be on the PATH.`,
        );
        meet(READY, {
            version: () => {
                throw error;
            },
        });
        await assert.rejects(provider.create(INPUTS), error);
        assert.equal(attempts, 2);
        assert.deepEqual(waits, [1000]);
    });

    it("records no id of a failed creation, so that the next up waits again", async () => {
        attempt = () => ({ review: () => review(false) });
        await assert.rejects(provider.create(INPUTS), (error) => !("id" in (error as object)));
    });

    it("updates only when the cluster or its kubeconfig changes", () => {
        const changes = (change: Partial<ReadinessInputs>): unknown =>
            provider.diff(INPUTS, { ...INPUTS, ...change });
        assert.deepEqual(changes({}), { changes: false });
        assert.deepEqual(changes({ kubeconfig: "other" }), { changes: true });
        assert.deepEqual(changes({ clusterArn: `${ARN}2` }), { changes: true });
    });

    it("waits on update as on creation, with the new kubeconfig", async () => {
        meet({ review: () => review(false) });
        const wanted = { ...INPUTS, kubeconfig: "other" };
        assert.deepEqual(await provider.update(INPUTS, wanted), { outs: wanted });
        assert.equal(attempts, 1 + 3);
        assert.deepEqual(kubeconfigs, ["other"]);
    });

    it("records only its inputs", async () => {
        const given = { ...INPUTS, __provider: "text" };
        assert.deepEqual((await provider.create(given)).outs, INPUTS);
        assert.deepEqual((await provider.update(given, given)).outs, INPUTS);
        assert.deepEqual(await provider.read("id", given), { id: "id", props: INPUTS });
    });

    it("makes no call on read or delete", async () => {
        await provider.read("id", INPUTS);
        assert.equal(await provider.delete(INPUTS), undefined);
        assert.deepEqual(kubeconfigs, []);
        assert.deepEqual(requests, []);
    });
});
