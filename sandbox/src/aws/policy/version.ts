/** The versions of IAM's policy language. */

/** Policy variables such as `${aws:userid}` are replaced in 2012-10-17 only. */
export type PolicyVersion = "2008-10-17" | "2012-10-17";
