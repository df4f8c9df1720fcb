/** The keys of `hub`: the stack whose management cluster this stack's targets belong to. */
import type { z } from "zod";

import * as field from "../../lib/fields";

export const hub = field.record({
    stack: field.stackName.meta({
        description:
            "Stack that has the management cluster: its name, or organization/project/stack where it is in another project",
    }),
    provisionerRoleArn: field.provisionerRoleArn.optional().meta({
        description:
            "Role that Pulumi assumes in the management account, in place of provisionerRoleName",
    }),
});

/** `hub` as its section parses. */
export type HubSection = z.output<typeof hub>;
