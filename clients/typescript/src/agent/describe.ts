import type { ActionDeclaration, Parameter, Parameters } from "./declarations.ts";
import type { AgentTable } from "./table.ts";

const HANDLE = { type: "object", title: "EntityId", required: ["uid", "role"] };

/** What `lyceum.describe` answers: a DescribeResponse in its JSON form. A missing doc is empty, never a failure. */
export function describeAgent(table: AgentTable): unknown {
  const byName = [...table.actions].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    lineage: table.lineage,
    doc: table.doc,
    actions: byName.map(([name, declaration]) => describeAction(name, declaration)),
    loops: [...table.loops.keys(), ...table.timers.keys(), ...table.events.keys()].sort(),
  };
}

function describeAction(name: string, { doc, parameters, result, streaming, redeliverable }: ActionDeclaration): unknown {
  return {
    name,
    doc: doc ?? "",
    argumentsSchema: parameters === undefined ? "" : JSON.stringify(schemaOf(parameters)),
    resultSchema: result === undefined ? "" : JSON.stringify(result),
    streaming: streaming ?? false,
    redeliverable: redeliverable ?? false,
  };
}

/** JSON Schema of arguments by name; their order is that of the properties. */
function schemaOf(parameters: Parameters): unknown {
  const all = Object.entries(parameters);
  return {
    type: "object",
    properties: Object.fromEntries(all.map(([name, parameter]) => [name, schemaOfParameter(parameter)])),
    required: all.filter(([, { optional }]) => optional !== true).map(([name]) => name),
    additionalProperties: false,
  };
}

function schemaOfParameter({ doc, schema, as }: Parameter): unknown {
  const many = {
    anyOf: [
      { type: "array", items: HANDLE },
      { type: "object", additionalProperties: HANDLE },
    ],
  };
  const form = schema ?? (as === "handle" ? HANDLE : as === "handles" ? many : {});
  return doc === undefined ? form : { ...form, description: doc };
}
