import { expect, test } from "vitest";
import { passesOf } from "./passes.ts";

test("rounds are shared out to three passes, or to as many as there are", () => {
  expect([1, 2, 3, 5, 9, 10].map(passesOf)).toEqual([[1], [1, 1], [1, 1, 1], [1, 2, 2], [3, 3, 3], [3, 3, 4]]);
});
