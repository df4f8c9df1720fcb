import * as assert from "node:assert/strict";
import { AwsError } from "../../src/aws/errors";
import { NoAgent } from "../../src/aws/eks/podCredentials";
import { startPodIdentityAgent, type PodIdentityAgent } from "../../src/node/podIdentityAgent";

const CREDENTIALS = {
    AccessKeyId: "ASIA",
    SecretAccessKey: "secret",
    Token: "token",
    AccountId: "111111111111",
    Expiration: "2026-03-04T05:06:07.000Z",
};

describe("the Pod Identity agent's endpoint", () => {
    let agent: PodIdentityAgent;
    let asked: string[];

    const get = (headers: Record<string, string>, path = "/v1/credentials"): Promise<Response> =>
        fetch(`http://127.0.0.1:${agent.port}${path}`, { headers });

    beforeEach(async () => {
        asked = [];
        agent = await startPodIdentityAgent(
            (token) => {
                asked.push(token);
                switch (token) {
                    case "good":
                        return Promise.resolve(CREDENTIALS);
                    case "refused":
                        return Promise.reject(new AwsError("AccessDeniedException", "no", 400));
                    case "no agent":
                        return Promise.reject(new NoAgent("on Fargate"));
                    default:
                        return Promise.reject(new Error("broken"));
                }
            },
            "127.0.0.1",
            0,
        );
    });

    afterEach(() => agent.stop());

    it("answers the token in the Authorization header with credentials, as SDKs read them", async () => {
        const response = await get({ authorization: "good" });
        assert.equal(response.status, 200);
        assert.deepEqual(await response.json(), CREDENTIALS);
    });

    it("reports why there are no credentials, with the status of EKS", async () => {
        const response = await get({ authorization: "refused" });
        assert.equal(response.status, 400);
        assert.match(await response.text(), /AccessDeniedException: no/);
        assert.equal((await get({ authorization: "other" })).status, 500);
    });

    it("closes the connection where the pod's node has no agent", () =>
        assert.rejects(get({ authorization: "no agent" })));

    it("rejects requests without a token or for another path, without calling EKS", async () => {
        assert.equal((await get({})).status, 400);
        assert.equal((await get({ authorization: "good" }, "/latest/meta-data")).status, 404);
        assert.deepEqual(asked, []);
    });
});
