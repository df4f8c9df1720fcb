/**
 * The `Principal` element of a trust policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import type { PolicyPrincipal } from "./document";
import { malformed, unsupported } from "./malformed";
import { objectOf, stringsOf, type Json } from "./json";

/** @throws AwsError MalformedPolicyDocument */
export function parsePrincipals(statement: Json): readonly PolicyPrincipal[] {
    if ("NotPrincipal" in statement) {
        throw unsupported("NotPrincipal");
    }
    const element = statement["Principal"];
    if (element === undefined) {
        throw malformed("Missing required field Principal");
    }
    if (element === "*") {
        return [{ type: "AWS", value: "*" }];
    }
    const principals = Object.entries(objectOf(element)).flatMap(
        ([type, values]): readonly PolicyPrincipal[] => {
            if (type !== "AWS" && type !== "Federated" && type !== "Service") {
                throw unsupported(`Principal of type ${type}`);
            }
            return stringsOf(values).map((value) => ({ type, value }));
        },
    );
    if (principals.length === 0) {
        throw malformed("Missing required field Principal");
    }
    return principals;
}
