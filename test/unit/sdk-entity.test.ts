import { expect, it } from "vitest";
import { readEntityId } from "../../clients/typescript/src/entity.ts";

it("reads ids as this SDK and as protobuf write them, and nothing else", () => {
  const id = { uid: "a", role: "agent", name: "" };
  expect(readEntityId({ uid: "a", role: "agent" })).toEqual(id);
  expect(readEntityId({ uid: "a", role: "ROLE_AGENT", name: "" })).toEqual(id);
  expect(readEntityId({ uid: "b", role: "ROLE_USER", name: "bob" })).toEqual({ uid: "b", role: "user", name: "bob" });
  for (const none of [
    null,
    "a",
    {},
    { uid: "", role: "agent" },
    { uid: "a" },
    { uid: "a", role: "ROLE_UNSPECIFIED" },
    { uid: 1, role: "agent" },
  ]) {
    expect(readEntityId(none)).toBeUndefined();
  }
});
