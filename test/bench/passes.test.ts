import { expect, test } from "vitest";
import { passesOf } from "./passes.ts";

test("rounds are shared out to three passes, or to fewer of three rounds at least", () => {
  expect([1, 2, 3, 5, 6, 9, 10].map(passesOf)).toEqual([[1], [2], [3], [5], [3, 3], [3, 3, 3], [3, 3, 4]]);
});
