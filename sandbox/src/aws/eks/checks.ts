/** What EKS asks beside the action itself. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html */
import { givenTags, requestTags, tagging, under, type Call } from "../checks";
import { regionalArn } from "../regional";
import type { Check, Params } from "../service";

/** ARNs of resources that are created with tags, with wildcards for the parts that EKS generates. */
const MADE: Readonly<Record<string, (params: Params) => string>> = {
    "eks:CreateAccessEntry": ({ clusterName }) => `access-entry/${String(clusterName)}/*`,
    "eks:CreateAddon": ({ clusterName, addonName }) =>
        `addon/${String(clusterName)}/${String(addonName)}/*`,
    "eks:CreateCluster": ({ name }) => `cluster/${String(name)}`,
    "eks:CreateFargateProfile": ({ clusterName, fargateProfileName }) =>
        `fargateprofile/${String(clusterName)}/${String(fargateProfileName)}/*`,
    "eks:CreateNodegroup": ({ clusterName, nodegroupName }) =>
        `nodegroup/${String(clusterName)}/${String(nodegroupName)}/*`,
    "eks:CreatePodIdentityAssociation": ({ clusterName }) =>
        `podidentityassociation/${String(clusterName)}/*`,
};

export function eksChecks({ main, params, request }: Call): readonly Check[] {
    const made = MADE[main.action];
    return [
        under(main, requestTags(givenTags(params["tags"]))),
        ...(made === undefined
            ? []
            : tagging(
                  main,
                  main.action,
                  "eks:TagResource",
                  params["tags"],
                  regionalArn(request, "eks", made(params)),
              )),
    ];
}
