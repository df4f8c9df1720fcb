/** A Deployer role with one existing namespace and one that is created. */
import { DeployerRole, type DeployerRoleArgs } from "../../components";
import { givenAws } from "./fleet";
import { ARGO_ROLE, givenCluster } from "./trust";

export function build(overrides: Partial<DeployerRoleArgs> = {}): DeployerRole {
    return new DeployerRole(
        "testing",
        {
            argoRole: ARGO_ROLE,
            cluster: givenCluster(),
            access: {
                namespaces: { default: { existing: true }, shop: { secrets: true, roles: true } },
            },
            ...overrides,
        },
        { providers: [givenAws("222222222222")] },
    );
}
