/** Errors that the user must fix, in contrast to bugs of the program. */
import * as pulumi from "@pulumi/pulumi";

/**
 * An error that Pulumi shows as its message only. A stack trace does not help users who edit a stack file, and while
 * Pulumi highlights a trace with frames of node_modules, Node 20 uses up its memory for a minute
 * (https://github.com/pulumi/pulumi/issues/20567).
 */
export class UserError extends pulumi.RunError {
    constructor(message: string) {
        super(message);
        this.stack = message;
    }
}
