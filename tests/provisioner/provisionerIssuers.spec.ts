/** Which IAM OIDC providers a provisioner may change and delete, according to the sandbox's policy evaluator. */
import { OPERATOR_ACCOUNT } from "../../sandbox/src/aws/organisation";
import { installProvisioner, provisionerScope } from "../support/provisioner";
import {
    credentialsIn,
    fixture,
    refused,
    REGION,
    TARGET,
    type Call,
} from "../../sandbox/tests/aws/identitySupport";

const TAG = { Key: "eks-gitops-fleet:fleet", Value: "acme" };
const OTHERS_TAG = { Key: "eks-gitops-fleet:fleet", Value: "other" };

describe("A provisioner and IAM OIDC providers", () => {
    let admin: Call;
    let call: Call;

    beforeEach(async () => {
        const identity = fixture();
        admin = identity.as(TARGET);
        const scope = provisionerScope(TARGET, "testing");
        const { roleArn } = await installProvisioner(admin, scope, OPERATOR_ACCOUNT);
        const { organisation } = identity.aws;
        const operator = identity.using(
            organisation.operatorCredentials({ durationSeconds: 3600 }),
        );
        const session = await operator("sts:AssumeRole", {
            RoleArn: roleArn,
            RoleSessionName: "pulumi",
        });
        call = identity.using(credentialsIn(session));
    });

    it("cannot change providers of another fleet until that fleet has released them", async () => {
        const owned = (stack: string, tag = TAG): object[] => [
            { Key: "eks-gitops-fleet:stack", Value: stack },
            tag,
        ];
        const issuer = async (as: Call, id: string, Tags: readonly object[]): Promise<string> => {
            const Url = `https://oidc.eks.${REGION}.amazonaws.com/id/${id}`;
            const made = await as("iam:CreateOpenIDConnectProvider", { Url, Tags });
            return (made as { OpenIDConnectProviderArn: string }).OpenIDConnectProviderArn;
        };
        const tagged = (arn: string, Tags: readonly object[]): Promise<unknown> =>
            call("iam:TagOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, Tags });
        const deleted = (arn: string): Promise<unknown> =>
            call("iam:DeleteOpenIDConnectProvider", { OpenIDConnectProviderArn: arn });

        const own = await issuer(call, "A", owned("acme/p/hub"));
        await tagged(own, owned("released").slice(0, 1));
        await deleted(own);

        const theirs = await issuer(admin, "B", owned("other/p/hub", OTHERS_TAG));
        await refused(
            tagged(theirs, owned("released")),
            "AccessDenied",
            "iam:TagOpenIDConnectProvider",
        );
        await refused(
            tagged(theirs, owned("acme/p/hub")),
            "AccessDenied",
            "iam:TagOpenIDConnectProvider",
        );
        await refused(deleted(theirs), "AccessDenied", "iam:DeleteOpenIDConnectProvider");

        const left = await issuer(admin, "C", owned("released", OTHERS_TAG));
        await tagged(left, owned("acme/p/hub"));
        await deleted(left);

        const byHand = await issuer(admin, "D", []);
        await refused(deleted(byHand), "AccessDenied", "iam:DeleteOpenIDConnectProvider");
        await refused(tagged(byHand, [TAG]), "AccessDenied", "iam:TagOpenIDConnectProvider");
    });
});
