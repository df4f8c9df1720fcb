/** Errors that are the reader's to mend, not the program's. */
import * as pulumi from "@pulumi/pulumi";

/**
 * An error that is shown as its message alone. Where the program went says nothing to whoever edits a stack file, and
 * while Pulumi colours a stack with frames of node_modules, Node 20 fills its memory for a minute
 * (https://github.com/pulumi/pulumi/issues/20567).
 */
export class UserError extends pulumi.RunError {
    constructor(message: string) {
        super(message);
        this.stack = message;
    }
}
