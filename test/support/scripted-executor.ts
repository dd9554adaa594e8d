import type { AttemptSpec, Drivers, Executor, ExecutorTemplate, HostEnd } from "../../src/core/executor.ts";

/** An attempt as a scripted executor was asked for it; a test says how its host ends. */
export class ScriptedHost {
  readonly spec: AttemptSpec;
  readonly signal: AbortSignal;
  readonly adopted: boolean;
  readonly #end = Promise.withResolvers<HostEnd>();

  constructor(spec: AttemptSpec, signal: AbortSignal, adopted: boolean) {
    this.spec = spec;
    this.signal = signal;
    this.adopted = adopted;
  }

  /** Resolves at its end. */
  get ended(): Promise<HostEnd> {
    return this.#end.promise;
  }

  get killed(): boolean {
    return this.signal.aborted;
  }

  /** Ends. */
  end(end: HostEnd): void {
    this.#end.resolve(end);
  }

  /** Fails to start, or as the executor sees it. */
  fail(error: unknown): void {
    this.#end.reject(error);
  }
}

/** Executors of all drivers, whose hosts do what a test says. */
export class ScriptedExecutors {
  /** Hosts in the order in which they were asked for. */
  readonly hosts: ScriptedHost[] = [];
  /** Templates of the executors that were opened, and that were disposed of. */
  readonly opened: ExecutorTemplate[] = [];
  readonly disposed: string[] = [];
  /** Names of templates that cannot be opened. */
  readonly broken = new Set<string>();
  /** Names of templates whose executors never end. */
  readonly stuck = new Set<string>();
  /** Whether hosts die when they are killed. */
  mortal = true;
  /** Sees each host as it is asked for. */
  onHost: ((host: ScriptedHost) => void) | undefined;

  /** One driver a name; attempts of `durable` and `external` can be adopted. */
  readonly drivers: Drivers = Object.fromEntries(
    ["scripted", "command", "durable", "external"].map((driver) => [driver, (template: ExecutorTemplate) => this.#open(template)]),
  );

  async #open(template: ExecutorTemplate): Promise<Executor> {
    if (this.broken.has(template.name)) throw new Error(`${template.name} is broken`);
    this.opened.push(template);
    const durable = template.driver === "durable" || template.driver === "external";
    const executor: Executor = {
      durable,
      run: (spec, signal) => this.#host(spec, signal, false),
      [Symbol.asyncDispose]: async () => {
        if (this.stuck.has(template.name)) await new Promise(() => {});
        this.disposed.push(template.name);
      },
    };
    return durable ? { ...executor, adopt: (spec, signal) => this.#host(spec, signal, true) } : executor;
  }

  #host(spec: AttemptSpec, signal: AbortSignal, adopted: boolean): Promise<HostEnd> {
    const host = new ScriptedHost(spec, signal, adopted);
    this.hosts.push(host);
    signal.addEventListener("abort", () => {
      if (this.mortal) host.end({ signal: "SIGKILL", outputTail: "last words" });
    });
    this.onHost?.(host);
    return host.ended;
  }
}
