/** The protobuf classes that @pulumi/pulumi's own stubs use: another copy's messages would not serialise with theirs. */
import { createRequire } from "node:module";

import type { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

const fromPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const structs = fromPulumi("google-protobuf/google/protobuf/struct_pb") as {
    readonly Struct: typeof Struct;
};
const empties = fromPulumi("google-protobuf/google/protobuf/empty_pb") as {
    readonly Empty: typeof Empty;
};
const anys = fromPulumi("google-protobuf/google/protobuf/any_pb") as { readonly Any: typeof Any };

/** A struct of plain JSON. */
export function structOf(value: Record<string, unknown>): Struct {
    return structs.Struct.fromJavaScript(value as Parameters<typeof Struct.fromJavaScript>[0]);
}

/** Plain JSON of a struct; empty if it is missing. */
export function plainOf(struct: Struct | undefined): Record<string, unknown> {
    return struct?.toJavaScript() ?? {};
}

/** The empty message. */
export function empty(): Empty {
    return new empties.Empty();
}

/** A message of any type, packed. */
export function packed(bytes: Uint8Array, typeName: string): Any {
    const any = new anys.Any();
    any.pack(bytes, typeName);
    return any;
}
