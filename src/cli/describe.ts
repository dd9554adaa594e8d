import { toJson } from "@bufbuild/protobuf";
import { type ActionDescription, AgentService, type DescribeResponse, DescribeResponseSchema } from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import type { Command } from "commander";
import { findAgents } from "./agent-name.ts";
import type { Commands } from "./client-command.ts";
import type { Output } from "./output.ts";
import { block, line } from "./plain-text.ts";
import { readDuration } from "./read-option.ts";
import type { Column } from "./table.ts";
import { durationOf } from "./time-view.ts";

const DEFAULT_MS = 10_000;
const MARGIN_MS = 5_000;

const columns: readonly Column<ActionDescription>[] = [
  { title: "ACTION", text: ({ name }) => name },
  { title: "ARGUMENTS", text: ({ argumentsSchema }) => schemaText(argumentsSchema) },
  { title: "RESULT", text: ({ resultSchema }) => schemaText(resultSchema) },
  {
    title: "",
    text: ({ streaming, redeliverable }) => [streaming ? "streams" : "", redeliverable ? "redeliverable" : ""].join(" ").trim(),
  },
  { title: "WHAT IT DOES", text: ({ doc }) => doc },
];

/** Adds `describe`. */
export function addDescribe(root: Command, commands: Commands): void {
  root
    .command("describe")
    .description("Tell the actions of an agent; the agent itself is asked, so it must run.")
    .argument("<agent>", "whom to ask")
    .option("--timeout <duration>", "time for its answer (default: 10s)", readDuration)
    .action(async (name: string, { timeout = DEFAULT_MS }: { timeout?: number }, command: Command) => {
      await commands.run(command, async (session) => {
        const [agent] = await findAgents([name], session);
        const request = { ...(agent === undefined ? {} : { agent }), timeout: durationOf(timeout) };
        const options = { timeoutMs: timeout + MARGIN_MS, signal: session.signal };
        const response = await session.transport.unary(AgentService.method.describe, request, options);
        session.output.tell(toJson(DescribeResponseSchema, response), ...textOf(response, session.output));
      });
    });
}

function textOf({ lineage, doc, actions, loops }: DescribeResponse, output: Output): string[] {
  return [
    output.paint("bold", line(lineage.join(" < "))),
    ...(doc === "" ? [] : [block(doc)]),
    ...(loops.length === 0 ? [] : [`loops: ${line(loops.join(", "))}`]),
    "",
    ...(actions.length === 0 ? ["no actions"] : output.table(columns, actions)),
  ];
}

/** A JSON Schema in a few words: the names and types of an object's properties, or its type. */
export function schemaText(text: string): string {
  if (text === "") return "";
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch {
    return line(text);
  }
  return shapeOf(schema, 0);
}

const MAX_DEPTH = 3;

function shapeOf(schema: unknown, depth: number): string {
  if (typeof schema !== "object" || schema === null || depth > MAX_DEPTH) return "any";
  const { type, properties, required, items, prefixItems, enum: choices } = schema as Record<string, unknown>;
  if (Array.isArray(choices)) return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  if (typeof properties === "object" && properties !== null) {
    const needed = new Set(Array.isArray(required) ? required : []);
    const fields = Object.entries(properties).map(([name, each]) => `${name}${needed.has(name) ? "" : "?"}: ${shapeOf(each, depth + 1)}`);
    return depth === 0 ? fields.join(", ") : `{${fields.join(", ")}}`;
  }
  if (Array.isArray(prefixItems)) return prefixItems.map((each) => shapeOf(each, depth + 1)).join(", ");
  if (type === "array") return `${shapeOf(items, depth + 1)}[]`;
  return Array.isArray(type) ? type.join(" | ") : String(type ?? "any");
}
