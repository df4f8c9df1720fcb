/** The provider of ArgoCdVerification, as Pulumi serializes it. */
import { carriedProvider } from "../carried";
import type { VerificationInputs } from "./provider";

export const argoCdVerificationProvider = carriedProvider<VerificationInputs, VerificationInputs>(
    "./providers/argoCdVerification/provider",
);
