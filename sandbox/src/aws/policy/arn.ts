/** Amazon Resource Names and partitions. */

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export interface Arn {
    readonly partition: string;
    readonly service: string;
    /** Empty for global services. */
    readonly region: string;
    /** Twelve digits, `aws` for what AWS owns, or empty. */
    readonly account: string;
    /** All after the fifth colon; may contain colons itself. */
    readonly resource: string;
}

/** The parts of an ARN, or undefined for a text that is none. */
export function parseArn(text: string): Arn | undefined {
    const parts = /^arn:(aws[\w-]*):([\w-]+):([\w-]*):(\d{12}|aws|):(.+)$/s.exec(text);
    if (parts === null) {
        return undefined;
    }
    const [, partition = "", service = "", region = "", account = "", resource = ""] = parts;
    return { partition, service, region, account, resource };
}

/** Partition a region belongs to, by its prefix (botocore's endpoints.json, `regionRegex`). */
export function partitionOf(region: string): string {
    if (region.startsWith("cn-")) {
        return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** Account in an ARN, or undefined when it names none of twelve digits. */
export function accountOf(arn: string): string | undefined {
    const account = parseArn(arn)?.account ?? "";
    return /^\d{12}$/.test(account) ? account : undefined;
}
