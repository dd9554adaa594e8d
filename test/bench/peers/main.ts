// Measures Lyceum beside what else there is. ../README.md says what and how to read it.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { failProgram } from "../programs/fail-program.ts";
import { describeMachine, machineLines } from "../report/machine.ts";
import { ACTIONS, LAUNCHES, type Peer, peersOf } from "./peer.ts";
import { type PeerResult, peerRounds } from "./peer-rounds.ts";
import { PEER_LEGEND, peerTable } from "./peer-table.ts";

const HELP = `npm run bench:peers -- [options]

  --only <text>      measure the peers alone whose names have this text, and their floors; may be said several times
  --list             name the peers, and measure nothing
  --quick            one short round
  --rounds <number>  default 3
  --json <file>      write all rounds down, too`;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    list: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

// Its programs are told to end when it exits.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

await main().catch(failProgram);

async function main(): Promise<void> {
  const groups = { "action round trips": peersOf(ACTIONS, values.only), "launch to ready": peersOf(LAUNCHES, values.only) };
  if (values.help) return console.log(HELP);
  if (values.list)
    return console.log(
      Object.values(groups)
        .flat()
        .map(({ name }) => name)
        .join("\n"),
    );
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError(`--rounds must be a whole number from 1: ${values.rounds}`);
  const machine = describeMachine();
  for (const line of [...machineLines(machine), "", PEER_LEGEND]) console.log(line);
  const peers: Record<string, readonly PeerResult[]> = {};
  for (const [title, group] of Object.entries(groups)) {
    if (group.length === 0) continue;
    const results = await measured(group, rounds);
    peers[title] = results;
    for (const line of ["", title, ...peerTable(results)]) console.log(line);
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ machine, peers }, undefined, 2)}\n`);
}

async function measured(peers: readonly Peer[], rounds: number): Promise<PeerResult[]> {
  const onProgress = (what: string) => void (process.stderr.isTTY && process.stderr.write(`\r\u001B[K${what}`));
  const results = await peerRounds(peers, { rounds, durationMs: values.quick ? 400 : 1_000, onProgress });
  onProgress("");
  return results;
}
