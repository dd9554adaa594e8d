import { type EntityId, entityKey } from "./entity.ts";
import type { Messenger } from "./exchange/messenger.ts";
import { handleState, makeHandle } from "./handle-proxy.ts";
import type { Handle } from "./handle-types.ts";

const SWEEP_AT = 256;

/** One handle an agent, as long as somebody has it and it is open. */
export class HandleCache {
  readonly #messenger: Messenger;
  readonly #handles = new Map<string, WeakRef<Handle>>();
  #sweepAt = SWEEP_AT;

  constructor(messenger: Messenger) {
    this.#messenger = messenger;
  }

  /** The agent's handle; a new one where there is none that is open. */
  get<A>(agentId: EntityId): Handle<A> {
    const known = this.#handles.get(entityKey(agentId))?.deref();
    if (known !== undefined && !known.closed) return known as unknown as Handle<A>;
    const handle = this.unbound<A>();
    this.bind(handle, agentId);
    return handle;
  }

  /** A handle of no agent yet. */
  unbound<A>(): Handle<A> {
    return makeHandle<A>({ agentId: undefined, messenger: this.#messenger, closed: false });
  }

  /** Gives a handle its agent, and keeps it as the agent's. */
  bind(handle: object, agentId: EntityId): void {
    const state = handleState(handle);
    if (state === undefined) return;
    state.agentId = agentId;
    this.#handles.set(entityKey(agentId), new WeakRef(handle as Handle));
    if (this.#handles.size >= this.#sweepAt) this.#sweep();
  }

  /** Takes a handle's agent away, and does not keep it. */
  unbind(handle: object): void {
    const state = handleState(handle);
    if (state?.agentId === undefined) return;
    this.forget(state.agentId);
    state.agentId = undefined;
  }

  /** Does not keep the agent's handle any more. */
  forget(agentId: EntityId): void {
    this.#handles.delete(entityKey(agentId));
  }

  /** Closes all handles. */
  close(): void {
    for (const reference of this.#handles.values()) reference.deref()?.close();
    this.#handles.clear();
  }

  #sweep(): void {
    for (const [key, reference] of this.#handles) if (reference.deref() === undefined) this.#handles.delete(key);
    this.#sweepAt = Math.max(SWEEP_AT, this.#handles.size * 2);
  }
}
