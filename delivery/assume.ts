/** Which roles a deploy role may assume. */
import { policyDocument, type PolicyDocument } from "../lib/iam/documents";

/** Permission to assume exactly these provisioner roles. @param roleArns at least one */
export function assumeProvisioners(roleArns: readonly string[]): PolicyDocument {
    return policyDocument({
        Sid: "AssumeProvisioners",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Resource: [...roleArns],
    });
}
