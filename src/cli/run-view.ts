import { type JsonValue, toJson } from "@bufbuild/protobuf";
import { Outcome, type Run, RunSchema, RunState } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import type { Failure } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { nameOf, short } from "./entity-view.ts";
import type { Color, Output } from "./output.ts";
import { block, line } from "./plain-text.ts";
import type { Column } from "./table.ts";
import { age } from "./time-view.ts";

/** Lines of a stack that people are shown. */
const MAX_TAIL = 20;

const states: Readonly<Record<RunState, readonly [string, Color | undefined]>> = {
  [RunState.UNSPECIFIED]: ["?", undefined],
  [RunState.QUEUED]: ["queued", "dim"],
  [RunState.STARTING]: ["starting", "cyan"],
  [RunState.RUNNING]: ["running", "cyan"],
  [RunState.STOPPING]: ["stopping", "yellow"],
  [RunState.BACKING_OFF]: ["backing off", "yellow"],
  [RunState.ENDED]: ["ended", undefined],
};

const outcomes: Readonly<Record<Outcome, readonly [string, Color | undefined]>> = {
  [Outcome.UNSPECIFIED]: ["ended", undefined],
  [Outcome.SUCCEEDED]: ["succeeded", "green"],
  [Outcome.FAILED]: ["failed", "red"],
  [Outcome.KILLED]: ["killed", "red"],
  [Outcome.LOST]: ["lost", "red"],
  [Outcome.INTERRUPTED]: ["interrupted", "yellow"],
};

/** Whether a run has ended. */
export function hasEnded(run: Run): boolean {
  return run.state === RunState.ENDED;
}

/** Whether a run has ended other than well. */
export function hasFailed(run: Run): boolean {
  return hasEnded(run) && run.outcome !== Outcome.SUCCEEDED;
}

/** How far a run is, or how it ended, in a word. */
export function stateOf(run: Run): string {
  return wordOf(run)[0];
}

/** A failure in a line: its type, its message, and what led to it. */
export function failureLine(failure: Failure): string {
  const cause = failure.cause === undefined ? "" : ` (cause: ${failureLine(failure.cause)})`;
  return line(`${failure.type}: ${failure.message}${cause}`);
}

/** A run in a line: `counter (1f0c9a12)  failed after 2 attempts: ValueError: no`. */
export function runLine(run: Run, output: Output): string {
  const [word, color] = wordOf(run);
  const attempts = hasEnded(run) && run.attempts.length > 1 ? ` after ${run.attempts.length} attempts` : "";
  const failure = run.failure === undefined ? "" : `: ${failureLine(run.failure)}`;
  return `${nameOf(run.agent)}  ${color === undefined ? word : output.paint(color, word)}${attempts}${failure}`;
}

/** The end of what a failure left behind: its stack, or the last output of its host; indented, nothing when there is none. */
export function failureTail(failure: Failure | undefined): string[] {
  const lines = block(failure?.stack ?? "")
    .trimEnd()
    .split("\n");
  // Most stacks begin with what the failure's line says already.
  if (lines[0] === "" || lines[0]?.endsWith(failure?.message ?? "")) lines.shift();
  return lines.slice(-MAX_TAIL).map((each) => `    ${each}`);
}

/** A run in the API's JSON form. */
export function runJson(run: Run): JsonValue {
  return toJson(RunSchema, run);
}

/** Columns of a table of runs, at a wall time. */
export function runColumns(output: Output, nowMs: number): Column<Run>[] {
  return [
    { title: "AGENT", text: ({ agent }) => agent?.name ?? "" },
    { title: "UID", text: ({ agent }) => short(agent?.uid ?? "") },
    { title: "RUN", text: ({ runId }) => short(runId) },
    { title: "KIND", text: ({ kind }) => kind },
    { title: "EXECUTOR", text: ({ executor }) => executor },
    { title: "STATE", text: stateOf, paint: (text, run) => paintState(text, run, output) },
    { title: "ATTEMPTS", text: ({ attempts, maxAttempts }) => `${attempts.length}/${maxAttempts}`, align: "right" },
    { title: "AGE", text: ({ createTime }) => age(createTime, nowMs), align: "right" },
    { title: "FAILURE", text: detailOf },
  ];
}

function paintState(text: string, run: Run, output: Output): string {
  const [, color] = wordOf(run);
  return color === undefined ? text : output.paint(color, text);
}

function detailOf({ failure, attempts }: Run): string {
  const last = failure ?? attempts.findLast((attempt) => attempt.failure !== undefined)?.failure;
  return last === undefined ? "" : failureLine(last);
}

function wordOf(run: Run): readonly [string, Color | undefined] {
  // A server of a later version may tell more than this program knows.
  return (hasEnded(run) ? outcomes[run.outcome] : states[run.state]) ?? ["?", undefined];
}
