/** Cron expressions of five fields. */

interface Field {
    readonly minimum: number;
    readonly maximum: number;
    /** Names for the numbers from the minimum on, in any case. */
    readonly names: readonly string[];
}

/** Minute, hour, day, month, day of the week, where Sunday is 0 and 7. */
const FIELDS: readonly Field[] = [
    { minimum: 0, maximum: 59, names: [] },
    { minimum: 0, maximum: 23, names: [] },
    { minimum: 1, maximum: 31, names: [] },
    {
        minimum: 1,
        maximum: 12,
        names: "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" "),
    },
    { minimum: 0, maximum: 7, names: "SUN MON TUE WED THU FRI SAT".split(" ") },
];

export const CRON_ALLOWED =
    'allowed: a cron expression of five fields, in UTC, such as "0 4 * * MON-FRI": minute 0-59, hour 0-23, day 1-31, month 1-12 or JAN-DEC, day of the week 0-7 or SUN-SAT; each a star, a number or an ascending range (1-5), optionally with a step (0-30/10), or a list of these (1,15).';

/** The pattern for editors, which does not check the numbers. */
export const CRON_PATTERN = "^([0-9A-Za-z*,/-]+ ){4}[0-9A-Za-z*,/-]+$";

/** Whether a text is a cron expression of five fields. */
export function isCron(text: string): boolean {
    const fields = text.split(" ");
    return (
        fields.length === FIELDS.length &&
        FIELDS.every((field, index) =>
            fields[index]!.split(",").every((part) => isPart(part, field)),
        )
    );
}

function isPart(part: string, field: Field): boolean {
    const [, all, first, last, step] =
        /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
    const steps = step === undefined || (Number(step) >= 1 && Number(step) <= field.maximum);
    if (all !== undefined || first === undefined) {
        return all !== undefined && steps;
    }
    const from = numberOf(first, field);
    const to = last === undefined ? from : numberOf(last, field);
    return steps && from !== undefined && to !== undefined && from <= to;
}

function numberOf(text: string, { minimum, maximum, names }: Field): number | undefined {
    const name = names.indexOf(text.toUpperCase());
    if (name >= 0) {
        return minimum + name;
    }
    const number = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
    return number >= minimum && number <= maximum ? number : undefined;
}
