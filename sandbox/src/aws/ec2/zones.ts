/** Availability zones: a, b and c in every region, all of them available. */
import { AwsError } from "../errors";
import { readParams } from "../params";
import type { Service } from "../service";
import { readFilters } from "./filters";

export interface Zone {
    /** `eu-west-1a` */
    readonly name: string;
    /** `euw1-az1`. AWS shuffles ids per account; here a is always 1. */
    readonly id: string;
}

const directions: Readonly<Record<string, string>> = {
    north: "n",
    northeast: "ne",
    northwest: "nw",
    east: "e",
    south: "s",
    southeast: "se",
    southwest: "sw",
    west: "w",
    central: "c",
};

/** The zones of a region. */
export function zonesOf(region: string): readonly Zone[] {
    // AWS RAM user guide, "Availability Zone IDs": us-gov-west-1 is usgw1, ap-southeast-2 is apse2.
    const short = region
        .split("-")
        .map((part) => directions[part] ?? (part === "gov" ? "g" : part))
        .join("");
    return ["a", "b", "c"].map((letter, index) => ({
        name: `${region}${letter}`,
        id: `${short}-az${index + 1}`,
    }));
}

/**
 * The zone a subnet asks for by name or id; the first one when it asks for none.
 * @throws AwsError InvalidParameterValue
 */
export function zoneFor(region: string, name: string | undefined, id: string | undefined): Zone {
    const zones = zonesOf(region);
    const found = zones.find(
        (zone) =>
            (name === undefined || zone.name === name) && (id === undefined || zone.id === id),
    );
    if (found === undefined) {
        throw new AwsError(
            "InvalidParameterValue",
            `Value (${name ?? id}) for parameter availabilityZone is invalid. Subnets can currently ` +
                `only be created in the following availability zones: ${zones.map((zone) => zone.name).join(", ")}.`,
        );
    }
    return found;
}

/** The actions on zones. */
export function zoneActions(): Service {
    return {
        "ec2:DescribeAvailabilityZones": {
            resource: () => "*",
            run: (params, request) => {
                const { names, filters } = readParams(params, (reader) => {
                    reader.maybeBoolean("AllAvailabilityZones");
                    return {
                        names: reader.maybeStrings("ZoneNames"),
                        filters: readFilters(reader),
                    };
                });
                const zones = zonesOf(request.region)
                    .filter((zone) => names?.includes(zone.name) ?? true)
                    .map((zone) => ({
                        ZoneName: zone.name,
                        ZoneId: zone.id,
                        RegionName: request.region,
                        GroupName: request.region,
                        State: "available",
                        ZoneType: "availability-zone",
                        OptInStatus: "opt-in-not-required",
                    }));
                return { AvailabilityZones: zones.filter((zone) => filters.every(passes(zone))) };
            },
        },
    };
}

type ZoneView = Readonly<Record<"ZoneName" | "ZoneId" | "State" | "OptInStatus", string>>;

function passes(zone: ZoneView): (filter: { name: string; values: readonly string[] }) => boolean {
    const fields: Readonly<Record<string, string>> = {
        state: zone.State,
        "zone-name": zone.ZoneName,
        "zone-id": zone.ZoneId,
        "zone-type": "availability-zone",
        "opt-in-status": zone.OptInStatus,
    };
    return (filter) => {
        const value = fields[filter.name];
        if (value === undefined) {
            throw new AwsError("InvalidParameterValue", `The filter '${filter.name}' is invalid`);
        }
        return filter.values.includes(value);
    };
}
