import { type ActionCall, Agent, type AgentClass, type Handle, InvalidStateError } from "@lyceum/client";
import { describe, expect, expectTypeOf, it } from "vitest";
import { fitArguments } from "../../clients/typescript/src/agent/arguments.ts";
import { describeAgent } from "../../clients/typescript/src/agent/describe.ts";
import { lineageOf } from "../../clients/typescript/src/agent/lineage.ts";
import { tableOf } from "../../clients/typescript/src/agent/table.ts";

class Counter extends Agent {
  static override readonly doc: string = "Counts.";
  static override readonly actions = {
    increment: { doc: "Adds.", parameters: { by: { optional: true, doc: "How much.", schema: { type: "integer" } } } },
    count: { streaming: true },
  };
  static override readonly loops = { poll: {} };
  async increment(by = 1): Promise<number> {
    return by;
  }
  async *count(to: number): AsyncGenerator<number, string> {
    yield to;
    return "done";
  }
  async poll(): Promise<void> {
    // A loop that is over at once.
  }
  async helper(): Promise<void> {
    // No action.
  }
}

class Meter extends Counter {
  static override readonly typeName = "site.Meter";
  static override readonly actions = { ...Counter.actions, reset: { redeliverable: true } };
  static override readonly timers = { tick: { intervalMs: 10 } };
  async reset(): Promise<void> {
    // Nothing to reset.
  }
  async tick(): Promise<void> {
    // Nothing to do.
  }
}

class Gauge extends Agent {
  static override readonly actions = { read: {}, watch: { streaming: true } };
  readonly label = "gauge";
  async read(): Promise<number> {
    return 1;
  }
  async *watch(): AsyncGenerator<number> {
    yield 1;
  }
}

function broken(statics: object, members: object = {}): AgentClass {
  class Broken extends Agent {}
  Object.defineProperties(Broken.prototype, Object.getOwnPropertyDescriptors(members));
  for (const [name, value] of Object.entries(statics)) Object.defineProperty(Broken, name, { value });
  return Broken as unknown as AgentClass;
}

describe("the tables of a class", () => {
  it("have those of its base classes in them", () => {
    const table = tableOf(Meter);
    expect(table.lineage).toEqual(["site.Meter", "Counter", "lyceum.Agent"]);
    expect([...table.actions.keys()].toSorted()).toEqual(["count", "increment", "reset"]);
    expect([...table.loops.keys()]).toEqual(["poll"]);
    expect([...table.timers.keys()]).toEqual(["tick"]);
    expect(table.doc).toBe("");
    expect(tableOf(Counter).doc).toBe("Counts.");
  });

  it("are merged also where a subclass does not repeat its base's", () => {
    const Sub = class Sub extends Counter {};
    Object.defineProperty(Sub, "actions", { value: { helper: {} } });
    expect([...tableOf(Sub).actions.keys()].toSorted()).toEqual(["count", "helper", "increment"]);
    expect(tableOf(Sub).lineage).toEqual(["Sub", "Counter", "lyceum.Agent"]);
  });

  it("give nested and local classes their own names [J23]", () => {
    const make = (): AgentClass => {
      class Inner extends Agent {}
      return Inner;
    };
    expect(lineageOf(make())).toEqual(["Inner", "lyceum.Agent"]);
    expect(lineageOf(Agent as unknown as AgentClass)).toEqual(["lyceum.Agent"]);
  });

  it("may name methods alone", () => {
    expect(() => tableOf(broken({ actions: { nothing: {} } }))).toThrow('Broken.actions names "nothing", which is no method of Broken');
    expect(() => tableOf(broken({ loops: { nothing: {} } }))).toThrow(TypeError);
    expect(() => tableOf(broken({ timers: { tick: { intervalMs: 0 } } }, { tick() {} }))).toThrow("intervalMs above 0");
  });

  it.each(["ping", "shutdown", "call", "agentId", "toString", "then", "with", "close"])(
    "may not call an action %s, which handles have, unless it says so [J40]",
    (name) => {
      const members = { [name]: async () => 1 };
      expect(() => tableOf(broken({ actions: { [name]: {} } }, members))).toThrow(/which handles have a member of/);
      expect(tableOf(broken({ actions: { [name]: { protectedName: true } } }, members)).actions.has(name)).toBe(true);
    },
  );

  it("are read of classes of agents alone", () => {
    expect(() => tableOf(class {} as unknown as AgentClass)).toThrow("must extend Agent");
  });
});

describe("an agent's description", () => {
  it("tells actions, schemas and loops, and never fails for what is not documented [J19]", () => {
    expect(describeAgent(tableOf(Meter))).toEqual({
      lineage: ["site.Meter", "Counter", "lyceum.Agent"],
      doc: "",
      loops: ["poll", "tick"],
      actions: [
        { name: "count", doc: "", argumentsSchema: "", resultSchema: "", streaming: true, redeliverable: false },
        {
          name: "increment",
          doc: "Adds.",
          argumentsSchema: JSON.stringify({
            type: "object",
            properties: { by: { type: "integer", description: "How much." } },
            required: [],
            additionalProperties: false,
          }),
          resultSchema: "",
          streaming: false,
          redeliverable: false,
        },
        { name: "reset", doc: "", argumentsSchema: "", resultSchema: "", streaming: false, redeliverable: true },
      ],
    });
  });
});

describe("arguments", () => {
  const parameters = {
    a: {},
    b: { optional: true },
    peer: { as: "handle", optional: true },
    peers: { as: "handles", optional: true },
  } as const;
  const fitted = (args: readonly unknown[], kwargs?: Record<string, unknown>): unknown[] =>
    fitArguments({ args, kwargs }, parameters, ({ uid }) => `handle of ${uid}`);
  const id = { uid: "x", role: "agent", name: "" };

  it("are put in the order of the parameters", () => {
    expect(fitted([1], { b: 2 })).toEqual([1, 2, undefined, undefined]);
    expect(fitted([], { b: 2, a: 1 })).toEqual([1, 2, undefined, undefined]);
  });

  it("become handles where the parameters say so, and nowhere else [J39]", () => {
    expect(fitted([id, id, id, [id, id]])).toEqual([id, id, "handle of x", ["handle of x", "handle of x"]]);
    expect(fitted([1], { peers: { left: id } })).toEqual([1, undefined, undefined, { left: "handle of x" }]);
  });

  it.each([
    ["too many", [1, 2, null, null, 5], {}, "5 arguments were given, it takes 4"],
    ["one that is missing", [], {}, '"a" is missing'],
    ["one given twice", [1], { a: 2 }, '"a" was given twice'],
    ["a name that is none", [1], { c: 2 }, 'no parameter "c"'],
    ["what names no agent", [1, 2, "x"], {}, '"peer" must name an agent'],
    ["no list of agents", [1, 2, null, 5], {}, '"peers" must be a list'],
  ])("are refused for %s", (_, args, kwargs, why) => {
    expect(() => fitted(args, kwargs)).toThrow(why);
  });

  it("are passed on as they are without declared parameters, names in an object of their own", () => {
    const pass = (args: readonly unknown[], kwargs?: Record<string, unknown>): unknown[] =>
      fitArguments({ args, kwargs }, undefined, () => 0);
    expect(pass([1, id])).toEqual([1, id]);
    expect(pass([1], { by: 2 })).toEqual([1, { by: 2 }]);
  });
});

describe("an agent that does not run", () => {
  it("has no context, exchange or shutdown yet", () => {
    const counter = new Counter();
    for (const use of [() => counter.context, () => counter.agentId, () => counter.exchange, () => counter.log, () => counter.shutdown()]) {
      expect(use).toThrow(InvalidStateError);
    }
  });

  it("is of a class of its own", () => {
    expect(() => new (Agent as unknown as new () => Agent)()).toThrow("Agent is a base class");
  });
});

describe("the types of handles", () => {
  it("have the actions of the class's table, and the members of every handle", () => {
    type Typed = Handle<typeof Meter>;
    expectTypeOf<Typed["increment"]>().toEqualTypeOf<(by?: number) => ActionCall<number>>();
    expectTypeOf<Typed["count"]>().toEqualTypeOf<(to: number) => ActionCall<string, number>>();
    expectTypeOf<Typed["reset"]>().toEqualTypeOf<() => ActionCall<void>>();
    expectTypeOf<Typed["ping"]>().returns.resolves.toEqualTypeOf<number>();
    expectTypeOf<Typed>().not.toHaveProperty("helper");
    expectTypeOf<Typed>().not.toHaveProperty("onStartup");
    expectTypeOf<ReturnType<Typed["with"]>>().toEqualTypeOf<Typed>();
  });

  it("have all public methods where the agent's type alone is known", () => {
    expectTypeOf<Handle<Counter>["increment"]>().toEqualTypeOf<(by?: number) => ActionCall<number>>();
    expectTypeOf<Handle<Counter>>().not.toHaveProperty("onStartup");
    expectTypeOf<Handle<typeof Meter>>().toExtend<{ increment(by?: number): PromiseLike<number> }>();
    expectTypeOf<Handle<Counter>>().not.toHaveProperty("label");
    expectTypeOf<Handle<Gauge>>().toExtend<Handle<typeof Gauge>>();
    expectTypeOf<Handle<typeof Gauge>>().toExtend<Handle<Gauge>>();
  });

  it("let any name be called where nothing is known", () => {
    expectTypeOf<Handle["anything"]>().toBeAny();
    expectTypeOf<Handle["ping"]>().toEqualTypeOf<Handle<Counter>["ping"]>();
  });
});
