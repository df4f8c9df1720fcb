/** Answers of the ResourceProvider service. */
import * as grpc from "@grpc/grpc-js";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import * as statuses from "@pulumi/pulumi/proto/status_pb";

import type { Failure } from "./check";
import type { Difference } from "./diff";
import { errorText } from "./errors";
import { PartialError } from "./operations";
import { packed, structOf } from "./protobuf";
import { encodeProperties, type Decoded } from "./wire";

/** Problems found by a check. */
export function failureList(failures: readonly Failure[]): messages.CheckFailure[] {
    return failures.map(({ property, reason }) => {
        const failure = new messages.CheckFailure();
        failure.setProperty(property);
        failure.setReason(reason);
        return failure;
    });
}

/** Differences, in detail. */
export function diffResponse(
    differences: readonly Difference[],
    deleteBeforeReplace: boolean,
): messages.DiffResponse {
    const { DiffChanges } = messages.DiffResponse;
    const { Kind } = messages.PropertyDiff;
    const kinds = {
        add: [Kind.ADD, Kind.ADD_REPLACE],
        delete: [Kind.DELETE, Kind.DELETE_REPLACE],
        update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
    } as const;
    const rootOf = ({ path }: Difference): string => path.split(/[.[]/)[0] ?? path;
    const response = new messages.DiffResponse();
    response.setChanges(differences.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
    response.setDiffsList([...new Set(differences.map(rootOf))]);
    response.setReplacesList([
        ...new Set(differences.filter(({ replace }) => replace).map(rootOf)),
    ]);
    response.setDeletebeforereplace(deleteBeforeReplace);
    response.setHasdetaileddiff(true);
    for (const { path, kind, replace } of differences) {
        const detail = new messages.PropertyDiff();
        detail.setKind(kinds[kind][replace ? 1 : 0]);
        response.getDetaileddiffMap().set(path, detail);
    }
    return response;
}

/**
 * An error as gRPC sends it. A partially created resource travels in its details, so that the engine records it as failed to
 * initialize instead of forgetting it.
 * @param inputs of the resource that was being created
 */
export function grpcError(
    error: unknown,
    doing: string,
    inputs: Decoded,
): Partial<grpc.StatusObject> {
    const message = `${doing}: ${errorText(error)}`;
    if (!(error instanceof PartialError)) {
        return { code: grpc.status.UNKNOWN, details: message };
    }
    const failed = new messages.ErrorResourceInitFailed();
    failed.setId(error.id);
    failed.setReasonsList([message]);
    failed.setProperties(structOf(encodeProperties(error.state, inputs.secrets)));
    failed.setInputs(structOf(encodeProperties(inputs.properties, inputs.secrets)));
    const status = new statuses.Status();
    status.setCode(grpc.status.UNKNOWN);
    status.setMessage(message);
    status.addDetails(packed(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed"));
    const metadata = new grpc.Metadata();
    metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
    return { code: grpc.status.UNKNOWN, details: message, metadata };
}
