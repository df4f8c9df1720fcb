import assert from "node:assert/strict";

import { harnessValues } from "../../../lib/harness/values";
import { ROLE_ARN } from "../../support/argocd";
import { HARNESS_FACTS } from "../../support/harness";

const IRSA = {
    "eks.amazonaws.com/role-arn": ROLE_ARN,
    "eks.amazonaws.com/sts-regional-endpoints": "true",
};
const RESTARTS = { "eks-gitops-fleet/role-arn-hash": "13b0cb0b" };

describe("The values of Harness's chart", () => {
    it("are exactly these: identity for the controller and the agent, external clusters only, no upgrader", () => {
        assert.deepEqual(harnessValues(HARNESS_FACTS), {
            global: { securityContext: { fsGroup: 999 } },
            harness: {
                identity: {
                    accountIdentifier: "AbCdEfGhIjKlMnOpQrStUv",
                    orgIdentifier: "acme",
                    projectIdentifier: "platform",
                    agentIdentifier: "hubagent",
                },
                configMap: { http: { agentHttpTarget: "https://app.harness.io/gitops" } },
                createClusterRoles: false,
                networkPolicy: { create: true },
            },
            agent: {
                existingSecrets: { agentToken: "gitops-agent" },
                serviceAccount: { create: true, name: "gitops-agent", annotations: IRSA },
                podAnnotations: RESTARTS,
                highAvailability: false,
                replicas: 1,
                additionalConfig: {
                    AWS_REGION: "eu-west-1",
                    AWS_STS_REGIONAL_ENDPOINTS: "regional",
                },
            },
            upgrader: { enabled: false },
            "argo-cd": {
                enabled: true,
                crds: { install: true, keep: true },
                createClusterRoles: false,
                createAggregateRoles: false,
                configs: {
                    cm: {
                        "cluster.inClusterEnabled": "false",
                        "resource.respectRBAC": "normal",
                    },
                    params: {
                        "applicationsetcontroller.enable.scm.providers": "false",
                        "applicationsetcontroller.enable.tokenref.strict.mode": "true",
                    },
                },
                controller: {
                    serviceAccount: {
                        create: true,
                        name: "argocd-application-controller",
                        annotations: IRSA,
                    },
                    podAnnotations: RESTARTS,
                    env: [
                        { name: "AWS_REGION", value: "eu-west-1" },
                        { name: "AWS_STS_REGIONAL_ENDPOINTS", value: "regional" },
                    ],
                },
                server: { replicas: 0, serviceAccount: { create: false } },
                applicationSet: { replicas: 1 },
                repoServer: { replicas: 1 },
                dex: { enabled: false },
                notifications: { enabled: false },
                "redis-ha": { enabled: false },
            },
        });
    });

    it("contain nothing of Argo CD if the agent connects to the user's own", () => {
        const values = harnessValues({ ...HARNESS_FACTS, argoCd: "connected" });
        assert.deepEqual(values["argo-cd"], { enabled: false });
        assert.deepEqual(values["agent"], harnessValues(HARNESS_FACTS)["agent"]);
    });

    it("have no role annotation with Pod Identity, and restart pods when the kind of identity changes", () => {
        const text = (facts: object): string =>
            JSON.stringify(harnessValues({ ...HARNESS_FACTS, ...facts }));
        assert.ok(!text({ identity: "podIdentity" }).includes("eks.amazonaws.com/role-arn"));
        assert.ok(!text({ identity: "podIdentity" }).includes("13b0cb0b"));
        assert.ok(!text({ roleArn: `${ROLE_ARN}2` }).includes("13b0cb0b"));
    });

    it("set empty strings for a missing organization and project, as the chart does", () => {
        const { accountIdentifier, agentIdentifier } = HARNESS_FACTS.scope;
        const values = harnessValues({
            ...HARNESS_FACTS,
            scope: { accountIdentifier, agentIdentifier },
        });
        const { identity } = values["harness"] as { identity: object };
        assert.deepEqual(identity, {
            accountIdentifier,
            orgIdentifier: "",
            projectIdentifier: "",
            agentIdentifier,
        });
    });

    it("run three replicas of redis and two of the rest with high availability", () => {
        const values = harnessValues({ ...HARNESS_FACTS, highAvailability: true }) as {
            readonly agent: Readonly<Record<string, unknown>>;
            readonly "argo-cd": Readonly<Record<string, unknown>>;
        };
        assert.equal(values.agent["highAvailability"], true);
        assert.equal(values.agent["replicas"], 2);
        assert.deepEqual(values["argo-cd"]["redis-ha"], { enabled: true });
        assert.deepEqual(values["argo-cd"]["repoServer"], { replicas: 2 });
        assert.deepEqual(values["argo-cd"]["applicationSet"], { replicas: 2 });
        assert.deepEqual(values["argo-cd"]["server"], {
            replicas: 0,
            serviceAccount: { create: false },
        });
    });
});
