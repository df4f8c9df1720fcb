/** Compares at compile time the arguments in code with the keys of the stack file. */

/** Without `readonly`, which zod's inputs do not have. */
type Mutable<T> = T extends readonly (infer Item)[]
    ? Mutable<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
      : T;

/** With every key: an optional key that only one side knows would be assignable. */
type Whole<T> = T extends readonly (infer Item)[]
    ? Whole<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]-?: Whole<T[Key]> }
      : T;

/** `true` if both are the same, otherwise what differs. */
export type SameArgs<Args, Schema> = [Mutable<Args>] extends [Schema]
    ? [Schema] extends [Args]
        ? [Whole<Args>] extends [Whole<Schema>]
            ? [Whole<Schema>] extends [Whole<Args>]
                ? true
                : "the arguments have a key that the schema does not have"
            : "the schema has a key that the arguments do not have"
        : "the schema accepts what the arguments do not"
    : "the arguments accept what the schema does not";

export type Agreed<T extends true> = T;
