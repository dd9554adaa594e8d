import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { DescribeResponseSchema } from "@lyceum/gen/lyceum/v1/agent_pb.ts";

/** Name of the action by which every agent tells what it can do. */
export const DESCRIBE_ACTION = "lyceum.describe";

/** An action of an agent, as the agent tells it. */
export interface ActionDescription {
  readonly name: string;
  /** For people; may be empty. */
  readonly doc: string;
  /** JSON Schema of its arguments; absent where it was not told. */
  readonly argumentsSchema: unknown;
  /** JSON Schema of its result; absent where it was not told. */
  readonly resultSchema: unknown;
  readonly streaming: boolean;
  readonly redeliverable: boolean;
}

/** What an agent can do, as it tells itself. */
export interface AgentDescription {
  /** Its types, from its own to the most general. */
  readonly lineage: readonly string[];
  /** For people; may be empty. */
  readonly doc: string;
  readonly actions: readonly ActionDescription[];
  /** Names of its control loops, timers and event handlers. */
  readonly loops: readonly string[];
}

/** Reads what an agent answered, in whichever language it is. */
export function descriptionOf(answer: unknown): AgentDescription {
  const { lineage, doc, actions, loops } = fromJson(DescribeResponseSchema, answer as JsonValue, { ignoreUnknownFields: true });
  return {
    lineage,
    doc,
    loops,
    actions: actions.map((action) => ({
      name: action.name,
      doc: action.doc,
      argumentsSchema: schemaOf(action.argumentsSchema),
      resultSchema: schemaOf(action.resultSchema),
      streaming: action.streaming,
      redeliverable: action.redeliverable,
    })),
  };
}

function schemaOf(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
