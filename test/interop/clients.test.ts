import { describe, it } from "vitest";
import { buildable, task } from "./languages.ts";

const TEST_MS = 900_000;

const here = (await buildable()).filter(({ name }) => name !== "typescript");

describe.each(here)("the $name SDK", ({ name }) => {
  it("passes its own checks and tests", { timeout: TEST_MS }, () => task(name, "test"));
});
