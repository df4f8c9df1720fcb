/**
 * What EC2 asks beside the action itself: about everything that the call touches, with its tags, and about tagging what it
 * makes. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
import { givenTags, requestTags, under, type Call } from "../checks";
import { tagKeys, type ContextValues } from "../policy/context";
import { regionalArn } from "../regional";
import type { Check, Params, RequestContext } from "../service";
import type { Store } from "../store";
import { ec2Of, tableOf, type Ec2 } from "./tables";

/** Parameters with ids of what else is touched, or of all there is, by action. */
const TOUCHED: Readonly<Record<string, readonly string[]>> = {
    "ec2:AssociateRouteTable": ["SubnetId"],
    "ec2:AttachInternetGateway": ["VpcId"],
    "ec2:CreateNatGateway": ["SubnetId", "AllocationId"],
    "ec2:CreateRouteTable": ["VpcId"],
    "ec2:CreateSecurityGroup": ["VpcId"],
    "ec2:CreateSubnet": ["VpcId"],
    "ec2:CreateTags": ["Resources"],
    "ec2:CreateVpcEndpoint": ["VpcId", "SubnetIds", "SecurityGroupIds", "RouteTableIds"],
    "ec2:DeleteTags": ["Resources"],
    "ec2:DeleteVpcEndpoints": ["VpcEndpointIds"],
    "ec2:DetachInternetGateway": ["VpcId"],
    "ec2:DisassociateRouteTable": ["AssociationId"],
    "ec2:ReplaceRouteTableAssociation": ["AssociationId", "RouteTableId"],
};

/** Actions whose own resource is only known by what they touch. */
const KNOWN_BY_TOUCHED = [
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "ec2:DeleteVpcEndpoints",
    "ec2:DisassociateRouteTable",
    "ec2:ReplaceRouteTableAssociation",
];

export function ec2Checks(store: Store): (call: Call) => readonly Check[] {
    return ({ main, params, request }) => {
        const ec2 = ec2Of(store, request);
        const specified = specifiedTags(params);
        const touched = (TOUCHED[main.action] ?? [])
            .flatMap((key) => ids(params[key]))
            .flatMap((id) => resourceOf(ec2, request, id));
        const direct = requestTags(givenTags(params["Tags"]));
        const all =
            KNOWN_BY_TOUCHED.includes(main.action) && touched.length > 0
                ? touched
                : [
                      {
                          resource: main.resource,
                          context: { ...tagsOf(ec2, main.resource), ...requestTags(specified) },
                      },
                      ...touched,
                  ];
        return [
            ...all.map(({ resource, context }) => under({ ...main, resource }, context, direct)),
            ...(Object.keys(specified).length === 0
                ? []
                : [
                      {
                          action: "ec2:CreateTags",
                          resource: main.resource,
                          context: {
                              ...requestTags(specified),
                              "ec2:CreateAction": main.action.slice("ec2:".length),
                          },
                      },
                  ]),
        ];
    };
}

function ids(value: unknown): readonly string[] {
    return [value].flat().filter((id): id is string => typeof id === "string");
}

/** A resource by its id, or by the id of a route table's association; undefined if it does not exist. */
function resourceOf(
    ec2: Ec2,
    request: RequestContext,
    given: string,
): readonly { readonly resource: string; readonly context: ContextValues }[] {
    const id = given.startsWith("rtbassoc-")
        ? ([...ec2.routeTable.values()].find(({ Associations }) =>
              Associations.some((one) => one.RouteTableAssociationId === given),
          )?.RouteTableId ?? "rtb-0")
        : given;
    const type = tableOf(ec2, id)?.type;
    if (type === undefined) {
        return [];
    }
    const resource = regionalArn(request, "ec2", `${type}/${id}`);
    return [{ resource, context: tagsOf(ec2, resource) }];
}

function tagsOf(ec2: Ec2, arn: string): ContextValues {
    const id = arn.slice(arn.lastIndexOf("/") + 1);
    const tags = tableOf(ec2, id)?.table.get(id)?.Tags ?? [];
    return tagKeys(
        "aws:ResourceTag",
        Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
    );
}

/** Tags of what is created. */
function specifiedTags(params: Params): Readonly<Record<string, string>> {
    const specifications = params["TagSpecifications"];
    return Array.isArray(specifications)
        ? (Object.assign(
              {},
              ...(specifications as readonly { readonly Tags?: unknown }[]).map(({ Tags }) =>
                  givenTags(Tags),
              ),
          ) as Readonly<Record<string, string>>)
        : {};
}
