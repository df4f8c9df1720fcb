import assert from "node:assert/strict";

import { changed, problemsOf, type Raw } from "../support/config";
import {
    FLEET_WITH_IDENTITY,
    identitiesStack,
    IDENTITIES_STACK,
} from "../support/workloadIdentities";

/** A second identity that differs from the first in its key alone. */
const twice = (changes: Raw = {}): Raw => {
    const { torque } = IDENTITIES_STACK.workloadIdentities;
    const github = changed(changes, structuredClone(torque));
    return { ...IDENTITIES_STACK, workloadIdentities: { torque, github } };
};

describe("Rules of workload identities", () => {
    const CASES: readonly (readonly [rule: string, raw: Raw, problem: RegExp])[] = [
        [
            "an account's region is said where the management cluster is another stack's",
            changed({ management: undefined, hub: { stack: "hub" } }, FLEET_WITH_IDENTITY),
            /^p:workloadIdentities\.torque\.accounts\.own\.region: missing; .*\np:.*dev\.region: missing;/,
        ],
        [
            "no ServiceAccount is the one that every pod has",
            {
                ...IDENTITIES_STACK,
                workloadIdentities: {
                    default: changed(
                        { "accounts.dev": undefined, serviceAccount: undefined },
                        structuredClone(IDENTITIES_STACK.workloadIdentities.torque),
                    ),
                },
            },
            /^p:workloadIdentities\.default\.accounts\.\w+\.serviceAccount: missing; .*"default": name one\.$/,
        ],
        [
            "one partition",
            identitiesStack({ "accounts.dev.region": "cn-north-1" }),
            /^p:workloadIdentities\.torque\.accounts\.dev\.region: found "cn-north-1"; a region of partition aws is needed, that of workloadIdentities\.torque\.cluster/,
        ],
        [
            "an account's provisioner is of that account",
            identitiesStack({
                "accounts.dev.provisionerRoleArn": "arn:aws:iam::333333333333:role/P",
            }),
            /^p:workloadIdentities\.torque\.accounts\.dev\.provisionerRoleArn: .*a role in account 222222222222 is needed/,
        ],
        [
            "a cluster's provisioner is of its account",
            identitiesStack({ "cluster.provisionerRoleArn": "arn:aws:iam::333333333333:role/P" }),
            /^p:workloadIdentities\.torque\.cluster\.provisionerRoleArn: .*a role in account 111111111111 is needed/,
        ],
        [
            "the management cluster is called that",
            changed(
                {
                    "workloadIdentities.torque.cluster": {
                        accountId: "111111111111",
                        region: "eu-west-1",
                        clusterName: "management",
                    },
                },
                FLEET_WITH_IDENTITY,
            ),
            /^p:workloadIdentities\.torque\.cluster: found "management"; .*say cluster: management\.$/,
        ],
        [
            "a cluster that the stack creates is not looked up",
            changed(
                {
                    "workloadIdentities.torque.cluster": {
                        accountId: "222222222222",
                        region: "eu-central-1",
                        clusterName: "testing",
                    },
                },
                FLEET_WITH_IDENTITY,
            ),
            /^p:workloadIdentities\.torque\.cluster: found "testing"; targets\.testing creates this cluster/,
        ],
        [
            "roles of one account have names of their own",
            {
                ...IDENTITIES_STACK,
                workloadIdentities: {
                    a: {
                        ...IDENTITIES_STACK.workloadIdentities.torque,
                        accounts: { "b-c": { accountId: "222222222222" } },
                    },
                    "a-b": {
                        ...IDENTITIES_STACK.workloadIdentities.torque,
                        accounts: { c: { accountId: "222222222222" } },
                    },
                },
            },
            /^p:workloadIdentities\.a-b\.accounts\.c: its role would have the same name as that of workloadIdentities\.a\.accounts\.b-c \(acme-runner-a-b-c\)/,
        ],
        [
            "a ServiceAccount carries one role",
            twice({ serviceAccount: "torque" }),
            /^p:workloadIdentities\.github\.accounts\.dev\.serviceAccount: found "torque-dev"; workloadIdentities\.torque\.accounts\.dev has the ServiceAccount/,
        ],
        [
            "one account has one ServiceAccount at a time",
            identitiesStack({ "accounts.prod.serviceAccount": "torque-dev" }),
            /^p:workloadIdentities\.torque\.accounts\.prod\.serviceAccount: found "torque-dev";/,
        ],
        [
            "who needs one provider says the same of it",
            twice({ "accounts.dev.oidcProvider": "existing" }),
            /^p:workloadIdentities\.github\.accounts\.dev\.oidcProvider: found "existing"; workloadIdentities\.torque\.accounts\.dev needs the same provider and says auto/,
        ],
        [
            "a namespace is made or used, not both",
            twice({ "namespace.existing": true }),
            /^p:workloadIdentities\.github\.namespace\.existing: found true; workloadIdentities\.torque is in the same namespace and says false/,
        ],
        [
            "the agent's namespace is nobody else's",
            changed({ "workloadIdentities.torque.namespace.name": "argocd" }, FLEET_WITH_IDENTITY),
            /^p:workloadIdentities\.torque\.namespace\.name: found "argocd"; .*under its ServiceAccounts and reach every cluster/,
        ],
        [
            "a namespace that Argo CD deploys into is not an identity's",
            changed(
                {
                    "targets.hub": {
                        management: true,
                        access: { namespaces: { environments: {} } },
                    },
                },
                FLEET_WITH_IDENTITY,
            ),
            /^p:workloadIdentities\.torque\.namespace\.name: found "environments"; targets\.hub makes this namespace/,
        ],
        [
            "a policy is the account's own or AWS's",
            identitiesStack({
                "accounts.dev.managedPolicyArns": ["arn:aws:iam::333333333333:policy/X"],
            }),
            /^p:workloadIdentities\.torque\.accounts\.dev\.managedPolicyArns\.0: .*a policy of account 222222222222 or of AWS/,
        ],
        [
            "policies are no more than a role can carry",
            identitiesStack({
                "accounts.dev.managedPolicies": Array.from({ length: 21 }, (_, i) => `P${i}`),
            }),
            /^p:workloadIdentities\.torque\.accounts\.dev\.managedPolicyArns: found 21 policies; allowed: 20/,
        ],
    ];
    for (const [rule, raw, problem] of CASES) {
        it(rule, () => {
            assert.match(problemsOf(raw).join("\n"), problem);
        });
    }

    it("let be what only looks like a contradiction", () => {
        for (const raw of [
            // The same names on another cluster, in another namespace, in another account.
            twice({
                serviceAccount: "torque",
                "cluster.clusterName": "other",
                "namespace.existing": true,
            }),
            twice({ serviceAccount: "torque", "namespace.name": "other" }),
            twice(),
            changed({ "workloadIdentities.torque.namespace.name": "argo" }, FLEET_WITH_IDENTITY),
            identitiesStack({ "namespace.name": "argocd" }),
            identitiesStack({ "accounts.prod.oidcProvider": "existing" }),
        ]) {
            assert.deepEqual(problemsOf(raw), []);
        }
    });

    it("are all looked at, whatever else is wrong", () => {
        const problems = problemsOf(
            changed(
                {
                    fleet: "No",
                    "workloadIdentities.broken": { namespace: {} },
                    "workloadIdentities.torque.accounts.dev.managedPolicyArns": [
                        "arn:aws:iam::333333333333:policy/X",
                    ],
                },
                identitiesStack(),
            ),
        ).map((problem) => problem.split(": ")[0]);
        assert.deepEqual(problems, [
            "p:fleet",
            "p:workloadIdentities.broken.namespace.name",
            "p:workloadIdentities.broken.accounts",
            "p:workloadIdentities.torque.accounts.dev.managedPolicyArns.0",
        ]);
    });
});
