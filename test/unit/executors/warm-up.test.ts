import { expect, it } from "vitest";
import { warmUp } from "../../../clients/typescript/src/host/warm-up.ts";

it("a host that waits gets ready whether or not the server answers", async () => {
  const nobody = "http://127.0.0.1:9";
  await expect(warmUp(nobody)).resolves.toBeUndefined();
});
