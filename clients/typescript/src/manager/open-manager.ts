import { randomUUID } from "node:crypto";
import { ManagerService, OrphanPolicy } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { type EntityId, protoOf } from "../entity.ts";
import type { ExchangeFactory } from "../exchange-factory.ts";
import { ConsoleLog, logLevelOf } from "../log.ts";
import { present } from "../present.ts";
import { durationOf } from "../time.ts";
import type { Transport } from "../transport.ts";
import { executorsToProto } from "./executor-options.ts";
import { retryToProto } from "./launch-spec.ts";
import { Lease } from "./lease.ts";
import { LocalHosts } from "./local-hosts.ts";
import { ManagerCore, type OnWarning } from "./manager-core.ts";
import type { ManagerOptions } from "./manager-options.ts";

/** What a manager is made of. */
export interface ManagerParts {
  readonly core: ManagerCore;
  readonly factory: ExchangeFactory;
  /** Absent for a manager that this program does not own. */
  readonly lease: Lease | undefined;
  /** Whether closing it closes the server's manager. */
  readonly owned: boolean;
}

const DEFAULT_LEASE_MS = 30_000;

/**
 * Registers the manager's user and makes the manager; what was begun is taken back when it fails.
 * @throws LyceumError
 */
export async function openManager(factory: ExchangeFactory, options: ManagerOptions): Promise<ManagerParts> {
  const { client, transport, connection } = await factory.openUser({ name: options.name });
  try {
    const owned = options.managerId === undefined;
    const managerId = options.managerId ?? (await createManager(transport, options, client.entityId));
    const log = new ConsoleLog(logLevelOf(process.env.LYCEUM_LOG, "warn"));
    const hosts = new LocalHosts({ origin: factory.origin, transport, connection, log });
    const core = new ManagerCore(managerId, transport, client, hosts, options.onWarning ?? emitWarning);
    const leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
    const lease = owned && Number.isFinite(leaseMs) ? new Lease(transport, managerId, leaseMs, log) : undefined;
    return { core, factory, lease, owned };
  } catch (error) {
    await client.close();
    throw error;
  }
}

async function createManager(transport: Transport, options: ManagerOptions, user: EntityId): Promise<string> {
  const leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
  const { manager } = await transport.unary(ManagerService.method.createManager, {
    requestId: randomUUID(),
    executors: executorsToProto(options.executors),
    defaultExecutor: options.defaultExecutor ?? "",
    retry: retryToProto(options.retry ?? options.maxRetries ?? 0),
    orphanPolicy: options.orphanPolicy === "detach" ? OrphanPolicy.DETACH : OrphanPolicy.CLOSE,
    user: protoOf(user),
    ...(Number.isFinite(leaseMs) ? { lease: durationOf(leaseMs) } : {}),
    ...(options.graceMs === undefined ? {} : { grace: durationOf(options.graceMs) }),
  });
  return present(manager, "manager").managerId;
}

const emitWarning: OnWarning = ({ code, message }) => process.emitWarning(message, { type: "LyceumWarning", code });
