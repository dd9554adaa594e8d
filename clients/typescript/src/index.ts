// biome-ignore-all lint/performance/noBarrelFile: the package's entry.
export { ActionCall } from "./action-call.ts";
export {
  Agent,
  type AgentClass,
  type AgentStatics,
  type AlongsideOptions,
  BASE_TYPE,
  type ShutdownOptions,
} from "./agent/agent.ts";
export { AgentEvent } from "./agent/agent-event.ts";
export type { Context, Trace } from "./agent/context.ts";
export type {
  ActionDeclaration,
  ActionTable,
  EventDeclaration,
  EventTable,
  JsonSchema,
  LoopDeclaration,
  LoopTable,
  Parameter,
  Parameters,
  TimerDeclaration,
  TimerTable,
} from "./agent/declarations.ts";
export type { RuntimeConfig } from "./agent/runtime-config.ts";
export type { DeadLetter } from "./dead-letter.ts";
export type { ActionDescription, AgentDescription } from "./description.ts";
export { agentId, describeEntity, type EntityId, entityKey, isEntityId, type Role, sameEntity } from "./entity.ts";
export { errorOf } from "./error-of.ts";
export * from "./errors.ts";
export { ExchangeClient, type NewAgent, type Registration } from "./exchange-client.ts";
export { type ClientOptions, ExchangeFactory, type UserOptions } from "./exchange-factory.ts";
export type { Failure } from "./failure.ts";
export { GrpcTransport, type GrpcTransportOptions, type TlsOptions } from "./grpc-transport.ts";
export { type ActionOptions, AgentHandle } from "./handle.ts";
export type { Handle } from "./handle-types.ts";
export type { Log, LogFacts, LogLevel } from "./log.ts";
export type { Mailbox, MailboxStats, MailboxStatus, Presence } from "./mailbox.ts";
export { LaunchBatch, type QueueOptions } from "./manager/batch.ts";
export type { ExecutorOptions, Executors } from "./manager/executor-options.ts";
export type { Launchable, LaunchOptions, RetryPolicy } from "./manager/launch-spec.ts";
export { Manager, type ManagerShutdownOptions } from "./manager/manager.ts";
export type { NewKind, OnWarning } from "./manager/manager-core.ts";
export type { ManagerOptions } from "./manager/manager-options.ts";
export { type Attempt, type Outcome, type Run, RunError, type RunState } from "./manager/run.ts";
export type { Target } from "./manager/target.ts";
export { type WaitCondition, type WaitOptions, type WaitResult, WaitTimeoutError } from "./manager/wait.ts";
export type { ManagerInfo, ManagerState, RunEvent, WatchOptions } from "./manager/watch.ts";
export { Payload } from "./payload.ts";
export type { GroupShare, ShareRight } from "./share.ts";
export type { BidiStream, CallOptions, Method, StreamListener, Transport } from "./transport.ts";
