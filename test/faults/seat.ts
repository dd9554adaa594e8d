import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { GrpcTransport } from "../../clients/typescript/src/grpc-transport.ts";
import type { PythonHost } from "../support/python.ts";
import type { Callee } from "./caller-process.ts";
import { Member } from "./member.ts";
import type { Relay } from "./relay.ts";
import type { StandingHostOptions } from "./standing-host-process.ts";

const TYPESCRIPT = join(import.meta.dirname, "standing-host-process.ts");
const TRIES = 3;
const PYTHON = join(import.meta.dirname, "standing-host.py");

/** What seats share. */
export interface SeatGround {
  readonly folder: string;
  readonly token: string;
  readonly transport: GrpcTransport;
  /** Absent where there is no Python. */
  readonly python: PythonHost | undefined;
}

/** An agent that no manager runs, and the hosts that follow each other in it. */
export class Seat {
  readonly name: string;
  readonly relay: Relay;
  readonly #ground: SeatGround;
  readonly #python: PythonHost | undefined;
  #uid = "";
  #entityToken = "";
  #fence = 0;
  #hosts: Member[] = [];

  /** @param speaks the language of its hosts. */
  constructor(name: string, speaks: "typescript" | "python", relay: Relay, ground: SeatGround) {
    this.name = name;
    this.relay = relay;
    this.#ground = ground;
    this.#python = speaks === "python" ? ground.python : undefined;
  }

  /** Whom to call. */
  get callee(): Callee {
    return { uid: this.#uid, witnesses: true };
  }

  /** The newest host. */
  get host(): Member {
    return this.#hosts.at(-1) as Member;
  }

  /** All hosts that may still live. */
  get hosts(): readonly Member[] {
    return this.#hosts;
  }

  /** Registers a new agent for the seat; the one before, if any, is whoever's it was. */
  async register(): Promise<void> {
    const { registrations } = await this.#ground.transport.unary(ExchangeService.method.registerAgents, {
      requestId: randomUUID(),
      agents: [{ name: this.name, lineage: ["Subject"] }],
    });
    this.#uid = registrations[0]!.entity!.uid;
    this.#entityToken = registrations[0]!.token;
  }

  /** Starts the next host, which takes the place of the one before; one that cannot take it is ended, and another tries. */
  async seat(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#seat();
        return;
      } catch (error) {
        await this.host.end("SIGKILL");
        if (tries === TRIES) throw error;
      }
    }
  }

  async #seat(): Promise<void> {
    this.#fence += 1;
    const fence = this.#fence;
    const { folder, token } = this.#ground;
    const options: StandingHostOptions = {
      name: this.name,
      fence,
      folder,
      url: this.relay.url,
      token,
      uid: this.#uid,
      entityToken: this.#entityToken,
    };
    const host = this.#member(JSON.stringify(options), fence);
    this.#hosts = [...this.#hosts.filter(({ alive }) => alive), host];
    await host.start();
  }

  #member(options: string, fence: number): Member {
    if (this.#python !== undefined) {
      const { python, stubs } = this.#python;
      return new Member({
        name: `${this.name}.${fence}`,
        argv: () => [python, PYTHON, options],
        env: { PYTHONPATH: stubs },
        ipc: false,
        ready: (word) => String(word).includes("granted"),
      });
    }
    return new Member({
      name: `${this.name}.${fence}`,
      argv: () => [process.execPath, TYPESCRIPT, options],
      ipc: true,
      ready: (word) => (word as { granted?: number }).granted !== undefined,
    });
  }
}
