import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { type CpuClock, CpuMeter, cpuOf, cpuOfChildren } from "./cpu.ts";

const BUSY = ["-e", "const end = Date.now() + 100; while (Date.now() < end);"];

async function runThree(): Promise<void> {
  for (let run = 0; run < 3; run += 1) await once(spawn(process.execPath, BUSY), "exit");
}

describe.skipIf(process.platform !== "linux")("CPU time of others", () => {
  it("of children is kept when they end, and never goes back", async () => {
    const clock = cpuOfChildren(process.pid);
    const readings: number[] = [];
    const read = () => readings.push(clock() ?? Number.NaN);
    read();
    const reading = setInterval(read, 2);
    await Promise.all([runThree(), runThree()]);
    clearInterval(reading);
    read();
    expect(readings).toEqual(readings.toSorted((a, b) => a - b));
    expect(readings.at(-1)).toBeGreaterThan(readings[0]!);
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
