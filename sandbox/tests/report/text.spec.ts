import assert from "node:assert/strict";

import { NO_DELAYS } from "../../src/aws/time";
import type { PodReport } from "../../src/node/report";
import { reportText, type ReportFacts } from "../../src/report/text";

function pod(name: string, kind: PodReport["kind"]): PodReport {
    return {
        namespace: "argocd",
        name,
        uid: name,
        kind,
        pids: [],
        restarts: 0,
        ready: true,
        injectedVariables: [],
        notEnforced: [],
    };
}

const FACTS: ReportFacts = {
    chains: [],
    status: {
        clusters: [
            {
                account: "111111111111",
                region: "eu-west-1",
                name: "management",
                endpoint: "https://example",
                nodes: ["node"],
                pods: [pod("argocd-server", "real"), pod("argocd-dex", "standIn")],
            },
        ],
        memory: { current: 1024 * 1024, peak: 3 * 1024 * 1024 },
        awsTime: NO_DELAYS,
    },
    phases: [
        ["checks", 200],
        ["pulumi up", 12_345],
    ],
    stacks: [
        { name: "dev", resources: 49 },
        { name: "hub", resources: 169 },
    ],
    realPlugins: [],
};

describe("the end report", () => {
    it("reports times by step and in total, the resources of every stack, and memory", () => {
        const report = reportText(FACTS);
        assert.match(report, /49 resources in stack dev\n +169 resources in stack hub/);
        assert.match(report, / 12\.3 s {2}pulumi up/);
        assert.match(report, / 12\.5 s {2}total/);
        assert.match(report, /memory 1 MiB now, 3 MiB peak/);
    });

    it("lists pods without a process, not those that run", () => {
        const report = reportText(FACTS);
        assert.match(report, /without a process: management\/argocd\/argocd-dex/);
        assert.doesNotMatch(report, /argocd-server/);
    });

    it("lists the eks and awsx plugins as stand-ins only if they are", () => {
        assert.match(reportText(FACTS), /the component plugins eks and awsx/);
        assert.match(
            reportText({ ...FACTS, realPlugins: ["eks"] }),
            /the component plugins awsx\n/,
        );
        assert.doesNotMatch(
            reportText({ ...FACTS, realPlugins: ["eks", "awsx"] }),
            /component plugins/,
        );
    });

    it("always lists what it cannot prove", () => {
        assert.match(reportText(FACTS), /What this cannot prove\n {2}that AWS accepts the calls/);
        assert.match(reportText(FACTS), /Harness's GitOps agent: its containers/);
    });
});
