import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { type CpuClock, CpuMeter, cpuOf, cpuOfChildren } from "./cpu.ts";

const BUSY = ["-e", "const end = Date.now() + 100; while (Date.now() < end);"];

/** Programs one after the other, in a few lanes side by side. */
async function runPrograms(times: number, lanes: number): Promise<void> {
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let run = 0; run < times; run += 1) await once(spawn(process.execPath, BUSY), "exit");
    }),
  );
}

describe.skipIf(process.platform !== "linux")("CPU time of others", () => {
  it("of children is kept when they end, and never goes back", async () => {
    const clock = cpuOfChildren(process.pid);
    const before = clock() ?? Number.NaN;
    const readings = [before];
    const reading = setInterval(() => readings.push(clock() ?? Number.NaN), 2);
    await runPrograms(3, 2);
    clearInterval(reading);
    const after = clock() ?? Number.NaN;
    expect([...readings, after]).toEqual([...readings, after].toSorted((a, b) => a - b));
    expect(after - before).toBeGreaterThan(0);
  });

  it("is unknown for a process that is gone", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    const { pid = Number.NaN } = child;
    await once(child, "exit");
    expect([cpuOf(pid)(), cpuOfChildren(pid)()]).toEqual([undefined, undefined]);
  });
});

describe("a meter", () => {
  it("adds up what each took while it was told to, and shares it among what was done", async () => {
    let hostMs = 5;
    const host: CpuClock = () => hostMs;
    const meter = new CpuMeter({ host });
    for (let turn = 0; turn < 2; turn += 1) {
      await meter.during(async () => {
        hostMs += 3;
      });
      hostMs += 100;
    }
    const { host: hostUs, server } = meter.perThing(4);
    expect([hostUs, server]).toEqual([1_500, undefined]);
  });

  it("says nothing of one that could not be read once", async () => {
    const readings = [1, 2, undefined, 4];
    const meter = new CpuMeter({ server: () => readings.shift() });
    await meter.during(async () => {});
    await meter.during(async () => {});
    expect(meter.perThing(1).server).toBeUndefined();
  });
});
