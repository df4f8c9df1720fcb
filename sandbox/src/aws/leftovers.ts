/** What a fleet left behind in the local AWS. */
import type { ManagedPolicy } from "./iam/managedPolicies";
import type { Role } from "./iam/roles";
import { ORGANISATION_POLICY } from "./organisation";
import type { Store } from "./store";

/** Kinds of objects that a program creates and must delete. Keys are not among them, since KMS keeps them for days. */
const KINDS: readonly string[] = [
    "eks:cluster",
    "iam.oidcProvider",
    "ec2:vpc",
    "ec2:subnet",
    "ec2:internetGateway",
    "ec2:natGateway",
    "ec2:address",
    "ec2:securityGroup",
    "ec2:routeTable",
    "ec2:networkInterface",
    "ec2:launchTemplate",
    "ec2:vpcEndpoint",
    "logs:group",
];

/** Everything that is left, as `<kind> <account>/<region>/<id>`; roles and policies that the sandbox created are no leftovers. */
export function leftovers(store: Store): readonly string[] {
    const roles = store
        .all<Role>("iam.role")
        .filter((role) => !role.attached.some((arn) => arn.endsWith("/AdministratorAccess")))
        .map((role) => `iam.role ${role.arn}`);
    const policies = store
        .all<ManagedPolicy>("iam.policy")
        .filter(({ description }) => description !== ORGANISATION_POLICY)
        .map((policy) => `iam.policy ${policy.arn}`);
    const others = KINDS.flatMap((kind) => store.names(kind).map((name) => `${kind} ${name}`));
    return [...roles, ...policies, ...others];
}
