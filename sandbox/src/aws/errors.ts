/** An error as an AWS API answers it. */
export class AwsError extends Error {
    /**
     * @param code AWS's error code: `NoSuchEntity`, `AccessDenied`, ...
     * @param message the text AWS would send
     * @param status HTTP status; @default 400
     */
    constructor(
        public readonly code: string,
        message: string,
        public readonly status: number = 400,
    ) {
        super(message);
        this.name = code;
    }
}
