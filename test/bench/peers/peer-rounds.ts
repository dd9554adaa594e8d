import { type CallerFigures, CallerProgram } from "./caller-program.ts";
import type { Peer } from "./peer.ts";

/** A peer in one round: with one call under way (one agent launched), and with many. */
export interface PeerRound {
  readonly one: CallerFigures;
  readonly many: CallerFigures;
}

/** A peer in all its rounds, or why it is not there. */
export interface PeerResult {
  readonly name: string;
  readonly note: string;
  /** The name of what its ratios are over. */
  readonly floor: string;
  readonly versions: Readonly<Record<string, string>>;
  /** By number; a peer that failed misses those from then on. */
  readonly rounds: readonly PeerRound[];
  /** Absent means that all went well. */
  readonly absent: string | undefined;
}

/** How peers are measured. */
export interface PeerRoundsOptions {
  readonly rounds: number;
  /** How long each load lasts, in milliseconds. */
  readonly durationMs: number;
  /** Told of each step that begins. */
  readonly onProgress: (what: string) => void;
}

interface Stand {
  readonly peer: Peer;
  readonly rounds: PeerRound[];
  caller: CallerProgram | undefined;
  absent: string | undefined;
}

/** Starts all peers and measures them in turn, round after round. One that cannot be had, or fails, is told as absent. */
export async function peerRounds(peers: readonly Peer[], { rounds, durationMs, onProgress }: PeerRoundsOptions): Promise<PeerResult[]> {
  await using callers = new AsyncDisposableStack();
  const stands: Stand[] = [];
  for (const peer of peers) {
    onProgress(`starting ${peer.name}`);
    const stand: Stand = { peer, rounds: [], caller: undefined, absent: undefined };
    stands.push(stand);
    await attempt(stand, async () => {
      const caller = callers.use(await CallerProgram.start(await peer.prepare()));
      stand.caller = caller;
      // What compiles as it runs has done so.
      await caller.run({ outstanding: peer.many, durationMs });
    });
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const stand of stands) {
      onProgress(`round ${round} of ${rounds}: ${stand.peer.name}`);
      await attempt(stand, async ({ peer, caller }) => {
        if (caller === undefined) return;
        const one = await caller.run({ outstanding: 1, durationMs });
        stand.rounds.push({ one, many: await caller.run({ outstanding: peer.many, durationMs }) });
      });
    }
  }
  return stands.map(({ peer, caller, rounds, absent }) => ({
    name: peer.name,
    note: peer.note,
    floor: peer.floor,
    versions: caller?.versions ?? {},
    rounds,
    absent,
  }));
}

async function attempt(stand: Stand, step: (stand: Stand) => Promise<void>): Promise<void> {
  if (stand.absent !== undefined) return;
  try {
    await step(stand);
  } catch (error) {
    stand.absent = (error as Error).message;
  }
}
