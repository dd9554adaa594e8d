import { type CallOptions, Metadata, type ServiceError } from "@grpc/grpc-js";
import type { Quota } from "../../src/core/quota.ts";
import { bearer, protoClient, type Service, type Untyped, unary } from "./proto-client.ts";
import { RecordedStream } from "./recorded-stream.ts";
import { rpcs } from "./rpcs.ts";
import { SeenReasons } from "./seen-reasons.ts";
import type { Stage } from "./stage.ts";
import { hasDetails, type StatusDetails, statusDetails } from "./status.ts";

/** Who calls, and how long the call may take. */
export interface CallBy {
  /** Credential; absent means the operator's, in the namespace of the scene; null means none. */
  readonly as?: string | null;
  /** Namespace that the call asks for; absent means the scene's for the operator, and for others that of their credential. */
  readonly namespace?: string;
  /** Time until the client gives the call up; absent means 10 s. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 10_000;

let scenes = 0;

/** A namespace of its own on a server, with clients that note every reason they meet. Dispose of it when it is played. */
export class Scene implements Disposable {
  readonly seen = new SeenReasons();
  readonly namespace: string;
  readonly #stage: Stage;
  readonly #clients = new Map<string, Untyped>();
  readonly #streams: RecordedStream[] = [];

  constructor(stage: Stage) {
    scenes += 1;
    this.#stage = stage;
    this.namespace = `scene-${scenes}`;
  }

  [Symbol.dispose](): void {
    for (const stream of this.#streams) stream.cancel();
    for (const client of this.#clients.values()) client.close();
  }

  /** Makes a unary call. @throws ServiceError */
  async call(rpc: string, request: object = {}, by: CallBy = {}): Promise<Untyped> {
    const [service, method] = split(rpc);
    try {
      const answer = await unary(this.#client(service), method, request, this.#metadata(by), optionsOf(by));
      this.seen.noteAnswer(rpc, answer);
      return answer;
    } catch (error) {
      this.seen.noteStatus(rpc, error as ServiceError);
      throw error;
    }
  }

  /** Opens a stream: of answers to a request, or both ways. */
  open(rpc: string, request: object = {}, by: CallBy = {}): RecordedStream {
    const [service, method] = split(rpc);
    const [client, metadata] = [this.#client(service), this.#metadata(by)];
    const stream = bidi(rpc) ? client[method](metadata) : client[method](request, metadata, optionsOf(by));
    return this.#record(stream, rpc);
  }

  /** Makes a call of any kind, as far as its first answer; says why it was refused, if it was. Connect is sent the request as its only frame. */
  async refusal(rpc: string, request: object = {}, by: CallBy = {}): Promise<StatusDetails | undefined> {
    if (rpcs.get(rpc)!.methodKind === "unary") {
      return await this.call(rpc, request, by).then(
        () => undefined,
        (error: ServiceError) => (hasDetails(error) ? statusDetails(error) : undefined),
      );
    }
    const stream = this.open(rpc, request, by);
    if (bidi(rpc)) {
      stream.write(request);
      stream.end();
    } else {
      await stream.until(({ messages, ended }) => messages.length > 0 || ended || undefined);
      stream.cancel();
    }
    return await stream.over();
  }

  /** Makes a call of any kind whose request is of these bytes; says why it was refused, if it was. */
  async refusalOfBytes(rpc: string, bytes: Uint8Array): Promise<StatusDetails | undefined> {
    const { kind, path, client } = {
      kind: rpcs.get(rpc)!.methodKind,
      path: `/lyceum.v1.${rpc.replace(".", "/")}`,
      client: this.#client(split(rpc)[0]),
    };
    const same = (buffer: Buffer) => buffer;
    const rest = [this.#metadata({}), optionsOf({})];
    if (kind === "unary") {
      return await new Promise((resolve) => {
        client.makeUnaryRequest(path, same, same, bytes, ...rest, (error: ServiceError | null) =>
          resolve(error === null ? undefined : this.seen.noteStatus(rpc, error)),
        );
      });
    }
    const stream = bidi(rpc)
      ? client.makeBidiStreamRequest(path, same, same, ...rest)
      : client.makeServerStreamRequest(path, same, same, bytes, ...rest);
    if (bidi(rpc)) stream.write(bytes);
    return await this.#record(stream, rpc).over();
  }

  /** A good token of a user whose mailbox nobody remembers. */
  forgottenToken(): string {
    return this.#stage.tokens().issueEntity({ namespace: this.namespace, role: "user", uid: "forgotten", fence: 0 }).token;
  }

  /** A token of a user that is good for so long, by default just long enough to begin with. */
  shortToken({ entity }: Untyped, keepMs = 200): string {
    return this.#stage.tokens(keepMs).issueEntity({ namespace: this.namespace, role: "user", uid: entity.uid, fence: 0 }).token;
  }

  /** A good run token of a run that nobody remembers. */
  forgottenRunToken(): string {
    return this.#stage.tokens().issueRun({ namespace: this.namespace, runId: "forgotten", attempt: 1, uid: "a1" });
  }

  /** Gives its namespace bounds. */
  limit(quota: Quota): void {
    this.#stage.quotas.set(this.namespace, quota);
  }

  /** Does something while the store takes no writes. */
  async withoutStore<T>(act: () => Promise<T>): Promise<T> {
    const { store } = this.#stage;
    store.refuses = true;
    try {
      return await act();
    } finally {
      store.refuses = false;
    }
  }

  #record(stream: Untyped, rpc: string): RecordedStream {
    const recorded = new RecordedStream(stream, rpc, this.seen);
    this.#streams.push(recorded);
    return recorded;
  }

  #client(service: Service): Untyped {
    let client = this.#clients.get(service);
    if (client === undefined) {
      client = protoClient(this.#stage.url, service, { "grpc.max_receive_message_length": 8_388_608 });
      this.#clients.set(service, client);
    }
    return client;
  }

  #metadata({ as = this.#stage.operator, namespace = as === this.#stage.operator ? this.namespace : undefined }: CallBy): Metadata {
    if (as === null) return new Metadata();
    return bearer(as, namespace === undefined ? {} : { "lyceum-namespace": namespace });
  }
}

function split(rpc: string): [Service, string] {
  return rpc.split(".") as [Service, string];
}

function bidi(rpc: string): boolean {
  return rpcs.get(rpc)!.methodKind === "bidi_streaming";
}

function optionsOf({ deadlineMs = DEADLINE_MS }: CallBy): CallOptions {
  return { deadline: Date.now() + deadlineMs };
}
