import { create } from "@bufbuild/protobuf";
import { type EntityId, EntityIdSchema, Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { ManagerService, type Run } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { CliError } from "./cli-error.ts";
import type { Session } from "./client-command.ts";
import { short } from "./entity-view.ts";
import { exitCode } from "./exit-code.ts";
import { PAGE_SIZE, readPages } from "./paging.ts";
import { hasEnded } from "./run-view.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MOST_NAMED = 5;

/** Something that people name: by one of its ids, by the beginning of one, or by name. */
interface Named {
  readonly ids: readonly string[];
  readonly name: string;
}

/**
 * The one that a text names; undefined when there is none. A whole id wins over a name, a name over the beginning of an id.
 * @throws CliError AMBIGUOUS_NAME
 */
export function findNamed<T>(text: string, things: readonly T[], namedAs: (thing: T) => Named): T | undefined {
  const views = things.map((thing) => ({ thing, ...namedAs(thing) }));
  const steps = [
    views.filter(({ ids }) => ids.includes(text)),
    views.filter(({ name }) => name === text),
    views.filter(({ ids }) => ids.some((id) => id.startsWith(text))),
  ];
  const found = steps.find((step) => step.length > 0) ?? [];
  if (found.length <= 1) return found[0]?.thing;
  const some = found.slice(0, MOST_NAMED).map(({ ids }) => short(ids[0] ?? ""));
  const more = found.length > MOST_NAMED ? ", ..." : "";
  throw new CliError(`${JSON.stringify(text)} names ${found.length} agents: say which by uid (${some.join(", ")}${more})`, {
    reason: "AMBIGUOUS_NAME",
  });
}

/**
 * Finds agents with open mailboxes by what people call them.
 * @throws CliError AMBIGUOUS_NAME, AGENT_NOT_FOUND.
 */
export async function findAgents(names: readonly string[], session: Session): Promise<EntityId[]> {
  const agents = names.every((name) => UUID.test(name)) ? [] : await discoverAll(session);
  return names.map((name) => {
    const known = findNamed(name, agents, (agent) => ({ ids: [agent.uid], name: agent.name }));
    if (known !== undefined) return known;
    if (UUID.test(name)) return create(EntityIdSchema, { uid: name, role: Role.AGENT });
    throw new CliError(`no agent is called ${JSON.stringify(name)}: see "lyceum discover", and "lyceum ps --all" for those that ended`, {
      reason: "AGENT_NOT_FOUND",
      code: exitCode.serverFailed,
    });
  });
}

/**
 * Finds the latest run of agents, or runs, by what people call them. Where several agents have one name, the one that has not ended
 * is meant. Undefined where the manager has none.
 * @throws CliError AMBIGUOUS_NAME
 */
export async function findRuns(names: readonly string[], managerId: string, session: Session): Promise<(Run | undefined)[]> {
  const runs = await listRuns(session, managerId, false);
  const latest = new Map(runs.map((run) => [run.agent?.uid ?? "", run]));
  const agents = [...latest.values()];
  const going = agents.filter((run) => !hasEnded(run));
  const asAgent = (run: Run): Named => ({ ids: [run.agent?.uid ?? ""], name: run.agent?.name ?? "" });
  return names.map((name) => {
    const run = runs.find(({ runId }) => runId === name);
    return (
      run ??
      findNamed(name, going, asAgent) ??
      findNamed(name, agents, asAgent) ??
      findNamed(name, runs, ({ runId }) => ({ ids: [runId], name: "" }))
    );
  });
}

/** All agents with open mailboxes, of a type where one is named. */
export function discoverAll({ transport, signal }: Session, type = "", exact = false): Promise<EntityId[]> {
  return readPages(async (pageToken) => {
    const { agents, nextPageToken } = await transport.unary(
      ExchangeService.method.discover,
      { type, exact, pageToken, pageSize: PAGE_SIZE },
      { signal },
    );
    return { things: agents, nextPageToken };
  });
}

/** All runs of a manager, oldest first; only those that have not ended where that is asked. */
export function listRuns({ transport, signal }: Session, managerId: string, running: boolean): Promise<Run[]> {
  return readPages(async (pageToken) => {
    const request = { managerId, running, pageToken, pageSize: PAGE_SIZE };
    const { runs, nextPageToken } = await transport.unary(ManagerService.method.listRuns, request, { signal });
    return { things: runs, nextPageToken };
  });
}
