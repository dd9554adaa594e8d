import { fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";

/** Handlers of methods by their name, as grpc-js has them. */
export type TinyHandlers = Readonly<
  // biome-ignore lint/suspicious/noExplicitAny: each method has messages of its own.
  Record<string, handleUnaryCall<any, any> | handleServerStreamingCall<any, any> | handleBidiStreamingCall<any, any>>
>;

/** A gRPC server of a few methods, that does what a test wants. */
export class TinyServer implements AsyncDisposable {
  readonly #server = new Server({ "grpc.max_receive_message_length": -1 });
  #port = 0;

  constructor(handlers: TinyHandlers) {
    for (const service of [ExchangeService, ManagerService]) {
      const methods = service.methods.filter(({ localName }) => localName in handlers);
      const definition = Object.fromEntries(
        methods.map((method) => [
          method.localName,
          {
            path: `/${service.typeName}/${method.name}`,
            requestStream: method.methodKind === "bidi_streaming",
            responseStream: method.methodKind !== "unary",
            requestSerialize: (message: never) => Buffer.from(toBinary(method.input, message)),
            requestDeserialize: (bytes: Buffer) => fromBinary(method.input, bytes),
            responseSerialize: (message: never) => Buffer.from(toBinary(method.output, message)),
            responseDeserialize: (bytes: Buffer) => fromBinary(method.output, bytes),
          },
        ]),
      );
      if (methods.length > 0) this.#server.addService(definition as unknown as ServiceDefinition, handlers as UntypedServiceImplementation);
    }
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts to listen; on a port of the system's choice unless one is given. */
  async listen(port = 0): Promise<this> {
    this.#port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.forceShutdown();
  }
}
