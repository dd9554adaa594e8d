import { describe, it } from "vitest";
import { isBuildable, type Language, languages, task } from "./languages.ts";

const TEST_MS = 900_000;

const here: Language[] = [];
for (const language of languages) if (language.name !== "typescript" && (await isBuildable(language))) here.push(language);

describe.each(here)("the $name SDK", ({ name }) => {
  it("passes its own checks and tests", { timeout: TEST_MS }, () => task(name, "test"));
});
