/** The provider of AwsAuthEntry, as Pulumi serializes it. */
import { carriedProvider } from "../carried";
import type { AwsAuthState } from "./provider";

export const awsAuthProvider = carriedProvider<AwsAuthState, AwsAuthState>(
    "./providers/awsAuth/provider",
);
