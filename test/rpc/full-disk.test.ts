import { expect, it } from "vitest";
import { openAuditFile } from "../../src/rpc/audit.ts";

it("goes on when the audit's disk is full, and says so", async () => {
  const failures: string[] = [];
  const failed = Promise.withResolvers<void>();
  const audit = openAuditFile("/dev/full", (error) => {
    failures.push((error as NodeJS.ErrnoException).code ?? "");
    failed.resolve();
  });
  audit.log.info("a line that does not fit");
  await failed.promise;
  audit.log.info("another");
  audit[Symbol.dispose]();
  expect(new Set(failures)).toEqual(new Set(["ENOSPC"]));
});
