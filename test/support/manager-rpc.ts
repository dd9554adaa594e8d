import type { ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import type { RunnerService } from "@lyceum/gen/lyceum/v1/runner_pb.ts";
import { operates } from "../../src/core/account.ts";
import { LyceumError } from "../../src/core/errors.ts";
import { Repeats } from "../../src/core/repeats.ts";
import type { Actors } from "../../src/rpc/manager-deps.ts";
import { managerService } from "../../src/rpc/manager-service.ts";
import { runnerService } from "../../src/rpc/runner-service.ts";
import type { Call, Handlers, Principal } from "../../src/rpc/service.ts";
import { Tokens } from "../../src/rpc/tokens.ts";
import { type BenchOptions, ManagerBench, NAMESPACE } from "./manager-bench.ts";

/** The operator of the bench's namespace. */
export const OPERATOR: Principal = { subject: "operator", namespace: NAMESPACE, kind: "account", role: "admin", groups: [] };

/** A user of the bench's namespace. */
export const USER: Principal = {
  subject: "user/u",
  namespace: NAMESPACE,
  kind: "entity",
  role: "member",
  groups: [],
  entity: { uid: "u", role: "user", name: "" },
  attempt: 0,
};

/** A call by somebody. */
export function callBy(principal: Principal = OPERATOR, signal: AbortSignal = new AbortController().signal): Call {
  return { principal, signal, timeoutMs: undefined, header: () => undefined, refused: () => undefined };
}

/** The handlers of managers and hosts over a bench. */
export class ManagerRpc {
  readonly bench: ManagerBench;
  readonly tokens: Tokens;
  readonly manager: Handlers<typeof ManagerService>;
  readonly runner: Handlers<typeof RunnerService>;

  constructor(bench: ManagerBench) {
    this.bench = bench;
    const { journal, clock, managers } = bench;
    const { limits } = bench.context;
    this.tokens = new Tokens(new Uint8Array(32), clock);
    const repeats = new Repeats({ journal, clock, name: "manager", keepMs: limits.requestIdMs });
    repeats.load(bench.store.load("repeats"));
    const actors: Actors = {
      of: ({ subject, role, kind }) => ({ subject, account: kind === "account" ? subject : "operator", role }),
      note: () => undefined,
      assertMayRun: ({ subject, role }, { owner, entity }) => {
        if (operates(role) || subject === owner) return;
        throw new LyceumError("not_permitted", "it is somebody else's", { facts: { uid: entity.uid } });
      },
    };
    const deps = { managers, journal, repeats, tokens: this.tokens, limits, actors };
    this.manager = managerService(deps);
    this.runner = runnerService(deps);
  }

  static async open(options: BenchOptions = {}): Promise<ManagerRpc> {
    return new ManagerRpc(await ManagerBench.open(options));
  }

  /** The caller that a run token makes. */
  host(token: string): Call {
    const { namespace, runId, attempt } = this.tokens.verifyRun(token);
    return callBy({ subject: `run/${runId}`, namespace, kind: "run", role: "member", groups: [], runId, attempt });
  }
}
