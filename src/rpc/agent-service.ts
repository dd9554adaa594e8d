import { fromJsonString, type MessageInitShape } from "@bufbuild/protobuf";
import type { Duration } from "@bufbuild/protobuf/wkt";
import {
  AgentPhase,
  type AgentService,
  DescribeResponseSchema,
  type InvokeRequest,
  type InvokeResponseSchema,
  type InvokeStreamRequest,
  type InvokeStreamResponseSchema,
  OnDisconnect,
} from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import type { EntityId as ProtoEntityId } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import type { Agents } from "../agent/agents.ts";
import type { CallOutcome } from "../agent/call-end.ts";
import type { Caller, CallRequest } from "../agent/call-request.ts";
import type { CallEvent } from "../agent/calls.ts";
import type { Phase } from "../agent/phase.ts";
import { describe, type EntityId } from "../core/entity.ts";
import { invalidField, LyceumError } from "../core/errors.ts";
import { NO_BODY } from "../core/message.ts";
import type { AgentAccess } from "./agent-access.ts";
import { entityFromProto } from "./convert-entity.ts";
import { failureToProto } from "./convert-failure.ts";
import { JSON_MEDIA_TYPE, payloadFromProto, payloadToProto } from "./convert-payload.ts";
import { runToProto } from "./convert-run.ts";
import { durationFromProto, optionalDuration } from "./convert-time.ts";
import { statsToProto } from "./exchange-service.ts";
import { checkRequestId } from "./request-id.ts";
import type { Call, Handlers } from "./service.ts";

/** Reserved action by which an agent tells its actions; its JSON result is a `DescribeResponse`. */
export const DESCRIBE_ACTION = "lyceum.describe";

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_PING_MS = 10_000;
const MAX_TIMEOUT_MS = 30 * 24 * 3_600_000;
const MAX_ACTION = 256;

const phases: Readonly<Record<Phase, AgentPhase>> = {
  not_launched: AgentPhase.NOT_LAUNCHED,
  pending: AgentPhase.PENDING,
  starting: AgentPhase.STARTING,
  running: AgentPhase.RUNNING,
  stopping: AgentPhase.STOPPING,
  offline: AgentPhase.OFFLINE,
};

/** The handlers of AgentService. */
export function agentService(agents: Agents, access: AgentAccess): Handlers<typeof AgentService> {
  return { ...calling(agents, access), ...asking(agents, access) };
}

type Part<K extends keyof (typeof AgentService)["method"]> = Pick<Handlers<typeof AgentService>, K>;

function calling(agents: Agents, access: AgentAccess): Part<"invoke" | "invokeStream" | "cancel" | "describe"> {
  return {
    async invoke(request, call) {
      const wanted = callRequest(request, call);
      access.assertMay(call.principal, "send", wanted.agent);
      return outcomeToProto(await agents.calls.invoke(callerOf(call), wanted, call.signal));
    },
    async *invokeStream(request, call) {
      const wanted = callRequest(request, call);
      access.assertMay(call.principal, "send", wanted.agent);
      for await (const event of agents.calls.stream(callerOf(call), wanted, call.signal)) yield eventToProto(event);
    },
    async cancel(request, call) {
      const agent = agentOf(request.agent);
      if (request.requestId === "") throw invalidField("request_id", "is missing: give the request id of the call to cancel");
      access.assertMay(call.principal, "send", agent);
      await agents.calls.cancel(callerOf(call), { agent, requestId: checkRequestId(request.requestId) }, call.signal);
      return {};
    },
    async describe(request, call) {
      const agent = agentOf(request.agent);
      access.assertMay(call.principal, "send", agent);
      const ask: CallRequest = {
        requestId: "",
        agent,
        action: DESCRIBE_ACTION,
        mediaType: JSON_MEDIA_TYPE,
        body: NO_BODY,
        timeoutMs: timeoutOf(request.timeout, call, DEFAULT_TIMEOUT_MS),
        keep: false,
        ...traceOf(call),
      };
      return readDescription(agent, await agents.calls.invoke(callerOf(call), ask, call.signal));
    },
  };
}

function asking(agents: Agents, access: AgentAccess): Part<"ping" | "shutdown" | "getStats"> {
  return {
    async ping(request, call) {
      const timeoutMs = timeoutOf(request.timeout, call, DEFAULT_PING_MS);
      const agent = agentOf(request.agent);
      access.assertMay(call.principal, "read", agent);
      const { phase, roundTripMs } = await agents.ping(callerOf(call), agent, { timeoutMs, signal: call.signal });
      const roundTrip = optionalDuration(roundTripMs);
      return { phase: phases[phase], ...(roundTrip === undefined ? {} : { roundTrip }) };
    },
    async shutdown(request, call) {
      const agent = agentOf(request.agent);
      access.assertMay(call.principal, "manage", agent);
      await agents.shutdown(callerOf(call), agent, request.terminate);
      return {};
    },
    async getStats(request, call) {
      const agent = agentOf(request.agent);
      access.assertMay(call.principal, "read", agent);
      const { mailbox, run } = agents.look(callerOf(call), agent);
      const readable = run !== undefined && access.mayReadRun(call.principal, run);
      return { stats: statsToProto(mailbox.stats), ...(readable ? { run: runToProto(run) } : {}) };
    },
  };
}

function callerOf({ principal }: Call): Caller {
  return { namespace: principal.namespace, subject: principal.subject };
}

function callRequest(request: InvokeRequest | InvokeStreamRequest, call: Call): CallRequest {
  const { mediaType, data } = payloadFromProto(request.arguments, "arguments");
  if (request.action === "" || request.action.length > MAX_ACTION) {
    throw invalidField("action", `must be the name of an action, 1 to ${MAX_ACTION} characters`);
  }
  return {
    requestId: checkRequestId(request.requestId),
    agent: agentOf(request.agent),
    action: request.action,
    mediaType: mediaType || JSON_MEDIA_TYPE,
    body: data,
    timeoutMs: timeoutOf(request.timeout, call, DEFAULT_TIMEOUT_MS),
    keep: request.onDisconnect === OnDisconnect.KEEP,
    ...traceOf(call),
  };
}

function agentOf(id: ProtoEntityId | undefined): EntityId {
  const entity = entityFromProto(id, "agent");
  if (entity.role !== "agent") throw invalidField("agent.role", "must be ROLE_AGENT: users have no actions");
  return entity;
}

function timeoutOf(timeout: Duration | undefined, call: Call, defaultMs: number): number {
  const timeoutMs = durationFromProto(timeout, "timeout");
  if (timeoutMs !== undefined && timeoutMs > MAX_TIMEOUT_MS) throw invalidField("timeout", "must be at most 30 days");
  return timeoutMs ?? Math.min(call.timeoutMs ?? defaultMs, MAX_TIMEOUT_MS);
}

function traceOf({ header }: Call): Pick<CallRequest, "traceparent" | "tracestate"> {
  return { traceparent: header("traceparent") ?? "", tracestate: header("tracestate") ?? "" };
}

function outcomeToProto(outcome: CallOutcome): MessageInitShape<typeof InvokeResponseSchema> {
  return outcome.kind === "result"
    ? { outcome: { case: "result", value: payloadToProto({ mediaType: outcome.mediaType, data: outcome.body }) } }
    : { outcome: { case: "failure", value: failureToProto(outcome.failure) } };
}

function eventToProto(event: CallEvent): MessageInitShape<typeof InvokeStreamResponseSchema> {
  switch (event.kind) {
    case "part": {
      const { index, mediaType, body } = event.part;
      return { event: { case: "part", value: { index, value: payloadToProto({ mediaType, data: body }) } } };
    }
    case "restarted":
      return { event: { case: "restarted", value: { attempt: event.attempt } } };
    case "end":
      return { event: { case: "end", value: outcomeToProto(event.outcome) } };
  }
}

function readDescription(agent: EntityId, outcome: CallOutcome): MessageInitShape<typeof DescribeResponseSchema> {
  if (outcome.kind === "failure") {
    throw new LyceumError("unsupported", `${describe(agent)} cannot describe itself: ${outcome.failure.message}`, {
      facts: { uid: agent.uid },
    });
  }
  try {
    return fromJsonString(DescribeResponseSchema, Buffer.from(outcome.body).toString(), { ignoreUnknownFields: true });
  } catch (cause) {
    throw noDescription(agent, cause);
  }
}

function noDescription(agent: EntityId, cause: unknown): LyceumError {
  return new LyceumError("unsupported", `${describe(agent)} does not describe itself in the form of DescribeResponse`, {
    facts: { uid: agent.uid },
    cause,
  });
}
