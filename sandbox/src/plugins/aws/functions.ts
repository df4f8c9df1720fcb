/** Functions (invokes) of the aws provider. */
import { ec2Functions } from "./ec2Functions";
import { ec2VpcEndpointFunctions } from "./ec2VpcEndpoints";
import { eksFunctions } from "./eksFunctions";
import type { Functions } from "./functionSupport";
import { generalFunctions } from "./generalFunctions";
import { iamFunctions } from "./iamFunctions";

/** Functions by token; arguments they do not list are errors. */
export const awsFunctions: Functions = {
    ...generalFunctions,
    ...iamFunctions,
    ...eksFunctions,
    ...ec2Functions,
    ...ec2VpcEndpointFunctions,
};
