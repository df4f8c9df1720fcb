/** Host names of STS. https://docs.aws.amazon.com/general/latest/gr/sts.html */

/**
 * Region a host's signatures are scoped to; undefined for hosts that are not STS. The global host belongs to us-east-1:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_region-endpoints.html
 * @param host lower case, without port
 */
export function stsRegion(host: string): string | undefined {
    if (host === "sts.amazonaws.com") {
        return "us-east-1";
    }
    const [, region, china] =
        /^sts\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(\.cn)?$/.exec(host) ?? [];
    const fits = region?.startsWith("cn-") === (china !== undefined);
    return fits ? region : undefined;
}
