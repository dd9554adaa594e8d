import { LyceumError } from "./errors.ts";

/**
 * What an answer must have.
 * @throws LyceumError when it is not there: the server does not keep to the API.
 */
export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new LyceumError(`the server's answer has no ${what}`, { code: "INTERNAL" });
  return value;
}
