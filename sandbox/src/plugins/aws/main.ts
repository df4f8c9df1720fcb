/** Entry point of pulumi-resource-aws. */
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";

import { callAws } from "../../aws/client";
import { credentialsOf, requiredVariable } from "../environment";
import { serve } from "../provider/serve";
import { resourceProviderService } from "../provider/service";
import { awsProvider } from "./provider";

const socket = requiredVariable(process.env, "SANDBOX_AWS_SOCKET");
const version = requiredVariable(process.env, "SANDBOX_PLUGIN_VERSION");
const provider = awsProvider(
    version,
    (request) => callAws(socket, request, "pulumi-resource-aws"),
    credentialsOf(process.env),
);
void serve(ResourceProviderService, resourceProviderService(provider));
