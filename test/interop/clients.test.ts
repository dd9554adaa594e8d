import { describe, it } from "vitest";
import { buildable, languages, task } from "./languages.ts";

const TEST_MS = 900_000;

const here = await buildable();

// The TypeScript SDK is tested with the server.
describe.each(languages.filter(({ name }) => name !== "typescript"))("the $name SDK", (language) => {
  it.skipIf(!here.includes(language))("passes its own checks and tests", { timeout: TEST_MS }, () => task(language.name, "test"));
});
