/** Entry point of pulumi-language-nodejs. */
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";

import { requiredVariable } from "../environment";
import { serve } from "../provider/serve";
import { languageRuntimeService } from "./service";

// The engine's address is the last argument: pkg/resource/plugin/langruntime_plugin.go, buildArgsForNewPlugin.
const engineAddress = process.argv.slice(2).findLast((argument) => !argument.startsWith("-"));
void serve(
    LanguageRuntimeService,
    languageRuntimeService(
        requiredVariable(process.env, "SANDBOX_PLUGIN_VERSION"),
        engineAddress ?? "",
    ),
);
