import { expect, it } from "vitest";
import { rehearse } from "../../../clients/typescript/src/host/rehearsal.ts";
import { warmUp } from "../../../clients/typescript/src/host/warm-up.ts";

it("a host that waits gets ready whether or not the server answers", async () => {
  const nobody = "http://127.0.0.1:9";
  await expect(warmUp(nobody)).resolves.toBeUndefined();
});

it("rehearses an agent's life to a good end", async () => {
  expect(await rehearse(AbortSignal.timeout(10_000))).toEqual({
    failure: undefined,
    terminate: undefined,
    interrupted: false,
    runEnded: false,
  });
});

it("rehearses no longer than it may", async () => {
  expect(await rehearse(AbortSignal.abort())).toMatchObject({ interrupted: true });
});
