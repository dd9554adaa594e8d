package io.lyceum;

import io.lyceum.errors.LyceumException;
import io.lyceum.internal.EventLoop;
import io.lyceum.internal.exchange.Connection;
import io.lyceum.internal.exchange.EntityToken;
import io.lyceum.internal.exchange.Messenger;
import io.lyceum.internal.exchange.SessionOptions;
import io.lyceum.internal.rpc.Rpc;
import io.lyceum.manager.Manager;
import io.lyceum.manager.ManagerOptions;
import io.lyceum.v1.ExchangeServiceGrpc;
import io.lyceum.v1.RegisterUserRequest;
import io.lyceum.v1.TerminateRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A user of the exchange with a mailbox of its own, which ends with it. It has one stream to the server, over which it calls, and which it mends by
 * itself when it breaks. Any number of threads may use it.
 *
 * <pre>{@code
 * try (var client = LyceumClient.connect(Options.defaults())) {
 *   for (EntityId agent : client.discover("Counter")) {
 *     System.out.println(client.handle(agent).call("increment", Integer.class, 2).await());
 *   }
 * }
 * }</pre>
 */
public final class LyceumClient extends Exchange implements AutoCloseable {
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final Options options;
  private final Connection connection;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LyceumClient(Options options, Messenger messenger, Connection connection) {
    super(messenger, options.actionDeadline().orElse(null));
    this.options = options;
    this.connection = connection;
  }

  /**
   * Registers a user and opens its mailbox. Waits for a server that is not there yet, at most for the deadline of the options.
   *
   * @throws LyceumException when the server cannot be reached, or refuses the credential
   */
  public static LyceumClient connect(Options options) {
    return connect(options, "");
  }

  /** As {@link #connect(Options)}, with a name for people. */
  public static LyceumClient connect(Options options, String name) {
    EventLoop loop = new EventLoop("lyceum-exchange");
    Rpc rpc = new Rpc(options, loop);
    try {
      RegisterUserRequest request = RegisterUserRequest.newBuilder().setRequestId(UUID.randomUUID().toString()).setName(name).build();
      var registration = rpc.unary(ExchangeServiceGrpc.getRegisterUserMethod(), request).getRegistration();
      EntityId user = EntityId.of(registration.getEntity());
      Connection connection = new Connection(rpc, loop, options);
      SessionOptions session = new SessionOptions(EntityToken.of(registration), () -> renew(rpc, user), SessionOptions.WINDOW);
      return new LyceumClient(options, new Messenger(user, rpc, connection, session, false), connection);
    } catch (RuntimeException error) {
      rpc.close();
      throw error;
    }
  }

  /** How the server is reached. */
  public Options options() {
    return options;
  }

  /** Makes a manager whose owner this client is; it renews the lease. */
  public Manager createManager(ManagerOptions managerOptions) {
    return Manager.create(this, managerOptions);
  }

  /** A manager that is there; an empty id means the server's own. It stays open when it is closed here. */
  public Manager manager(String managerId) {
    return Manager.of(this, managerId);
  }

  /** Ends it: calls under way fail, and its mailbox is terminated. Idempotent. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) return;
    messenger().close(GOODBYE);
    try {
      TerminateRequest request = TerminateRequest.newBuilder().setEntity(entity().toProto()).build();
      rpc().unary(ExchangeServiceGrpc.getTerminateMethod(), request, GOODBYE);
    } catch (LyceumException error) {
      // A server that is gone forgets the mailbox, or keeps it for nobody; neither is worth failing a close for.
    } finally {
      connection.close();
      rpc().close();
    }
  }

  /** Calls to the server itself, for the SDK's own parts. */
  @Override
  public Rpc rpc() {
    return super.rpc();
  }

  /** Registers agents to be hosted here, for the SDK's own parts. */
  @Override
  public List<io.lyceum.v1.Registration> register(List<NewAgent> agents) {
    return super.register(agents);
  }

  /** The stream to the server, for the SDK's own parts. */
  public Connection connection() {
    return connection;
  }

  private static CompletableFuture<EntityToken> renew(Rpc rpc, EntityId user) {
    var request =
        RegisterUserRequest.newBuilder().setRequestId(UUID.randomUUID().toString()).setUid(user.uid()).setName(user.name()).build();
    return rpc.unaryLater(ExchangeServiceGrpc.getRegisterUserMethod(), request)
        .thenApply(response -> EntityToken.of(response.getRegistration()));
  }
}
