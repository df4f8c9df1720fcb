/** Which roles a deploy role takes on in turn. */
import { policyDocument, type PolicyDocument } from "../lib/iam/documents";

/** Permission to take on exactly these provisioner roles. @param roleArns one at least */
export function assumeProvisioners(roleArns: readonly string[]): PolicyDocument {
    return policyDocument({
        Sid: "AssumeProvisioners",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Resource: [...roleArns],
    });
}
