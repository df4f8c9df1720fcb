/** The provider of TrustedIssuer, as Pulumi serializes it. */
import { carriedProvider } from "../carried";
import type { TrustedIssuerInputs, TrustedIssuerState } from "./provider";

export const trustedIssuerProvider = carriedProvider<TrustedIssuerInputs, TrustedIssuerState>(
    "./providers/trustedIssuer/provider",
);
