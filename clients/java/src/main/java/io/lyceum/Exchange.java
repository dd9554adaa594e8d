package io.lyceum;

import io.lyceum.errors.LyceumException;
import io.lyceum.internal.exchange.Messenger;
import io.lyceum.internal.rpc.Rpc;
import io.lyceum.v1.AgentRegistration;
import io.lyceum.v1.DiscoverRequest;
import io.lyceum.v1.DiscoverResponse;
import io.lyceum.v1.ExchangeServiceGrpc;
import io.lyceum.v1.GetMailboxRequest;
import io.lyceum.v1.GetServerInfoRequest;
import io.lyceum.v1.GetServerInfoResponse;
import io.lyceum.v1.ListDeadLettersRequest;
import io.lyceum.v1.ListDeadLettersResponse;
import io.lyceum.v1.ListSharesRequest;
import io.lyceum.v1.RegisterAgentsRequest;
import io.lyceum.v1.RequeueRequest;
import io.lyceum.v1.ShareRequest;
import io.lyceum.v1.TerminateRequest;
import io.lyceum.v1.UnshareRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The exchange, in the name of a user or an agent: registering, finding, calling, ending. Its methods wait for the server, at most for the deadline
 * of the options, and throw {@link LyceumException}s.
 */
public class Exchange {
  private static final int PAGE = 1_000;

  private final Messenger messenger;
  private final Duration actionDeadline;

  /** Made by clients and hosts. */
  public Exchange(Messenger messenger, Duration actionDeadline) {
    this.messenger = messenger;
    this.actionDeadline = actionDeadline;
  }

  /** In whose name it acts. */
  public EntityId entity() {
    return messenger.entity();
  }

  /** A handle of an agent. */
  public Handle handle(EntityId agent) {
    return new Handle(messenger, agent, actionDeadline, null);
  }

  /** Registers an agent that no manager launches, and opens its mailbox. */
  public Registration registerAgent(NewAgent agent) {
    return registerAgents(List.of(agent)).get(0);
  }

  /** Registers agents, all or none, in order. */
  public List<Registration> registerAgents(List<NewAgent> agents) {
    if (agents.isEmpty()) return List.of();
    return register(agents).stream().map(Registration::of).toList();
  }

  /** Active agents of a type or of one derived from it, in the order of their registration. */
  public List<EntityId> discover(String type) {
    return discover(type, false);
  }

  /** Active agents whose own type it is, in the order of their registration. */
  public List<EntityId> discoverExactly(String type) {
    return discover(type, true);
  }

  /** A mailbox as the exchange sees it; an unknown one is MISSING, not an error. */
  public Mailbox mailbox(EntityId entity) {
    var request = GetMailboxRequest.newBuilder().setEntity(entity.toProto()).build();
    return Mailbox.of(rpc().unary(ExchangeServiceGrpc.getGetMailboxMethod(), request).getMailbox(), entity);
  }

  /** Ends a mailbox for good and answers all that it owes. One that is unknown or has ended is left as it is. */
  public MailboxStatus terminate(EntityId entity) {
    var request = TerminateRequest.newBuilder().setEntity(entity.toProto()).build();
    return MailboxStatus.of(rpc().unary(ExchangeServiceGrpc.getTerminateMethod(), request).getStatus());
  }

  /** Dead letters of a mailbox, oldest first. */
  public List<DeadLetter> deadLetters(EntityId entity) {
    List<DeadLetter> letters = new ArrayList<>();
    for (String page = ""; ; ) {
      var request = ListDeadLettersRequest.newBuilder().setEntity(entity.toProto()).setPageToken(page).build();
      ListDeadLettersResponse response = rpc().unary(ExchangeServiceGrpc.getListDeadLettersMethod(), request);
      response.getDeadLettersList().forEach(letter -> letters.add(DeadLetter.of(letter)));
      page = response.getNextPageToken();
      if (page.isEmpty()) return letters;
    }
  }

  /** Sends dead letters to their mailbox again, one way; tells how many. */
  public int requeue(EntityId entity, Collection<String> deadLetterIds) {
    var request = RequeueRequest.newBuilder().setEntity(entity.toProto()).addAllDeadLetterIds(deadLetterIds).build();
    return rpc().unary(ExchangeServiceGrpc.getRequeueMethod(), request).getRequeued();
  }

  /** Gives a group of accounts exactly these rights to a mailbox, in place of those it had; one's own mailbox, with one's own group. */
  public void share(EntityId entity, String group, Set<Right> rights) {
    var request = ShareRequest.newBuilder().setEntity(entity.toProto()).setGroup(group);
    rights.forEach(right -> request.addRights(right.toProto()));
    rpc().unary(ExchangeServiceGrpc.getShareMethod(), request.build());
  }

  /** Takes back what a group was given; a share that is not there is a no-op. */
  public void unshare(EntityId entity, String group) {
    var request = UnshareRequest.newBuilder().setEntity(entity.toProto()).setGroup(group).build();
    rpc().unary(ExchangeServiceGrpc.getUnshareMethod(), request);
  }

  /** The groups that a mailbox is shared with, and what each may. */
  public Map<String, Set<Right>> shares(EntityId entity) {
    var request = ListSharesRequest.newBuilder().setEntity(entity.toProto()).build();
    Map<String, Set<Right>> shares = new LinkedHashMap<>();
    for (var share : rpc().unary(ExchangeServiceGrpc.getListSharesMethod(), request).getSharesList()) {
      Set<Right> rights = EnumSet.noneOf(Right.class);
      share.getRightsList().forEach(right -> rights.add(Right.of(right)));
      shares.put(share.getGroup(), rights);
    }
    return shares;
  }

  /** Version, limits and capabilities of the server. */
  public GetServerInfoResponse serverInfo() {
    return rpc().unary(ExchangeServiceGrpc.getGetServerInfoMethod(), GetServerInfoRequest.getDefaultInstance());
  }

  /** Registers agents to be hosted here, with the tokens that their hosts need. */
  protected List<io.lyceum.v1.Registration> register(List<NewAgent> agents) {
    var request = RegisterAgentsRequest.newBuilder().setRequestId(UUID.randomUUID().toString());
    for (NewAgent agent : agents) {
      request.addAgents(AgentRegistration.newBuilder().setName(agent.name()).addAllLineage(agent.lineage()).setUid(agent.uid()));
    }
    return rpc().unary(ExchangeServiceGrpc.getRegisterAgentsMethod(), request.build()).getRegistrationsList();
  }

  /** Its voice. */
  protected Messenger messenger() {
    return messenger;
  }

  /** Calls to the server itself. */
  protected Rpc rpc() {
    return messenger.rpc();
  }

  private List<EntityId> discover(String type, boolean exact) {
    List<EntityId> agents = new ArrayList<>();
    for (String page = ""; ; ) {
      var request = DiscoverRequest.newBuilder().setType(type).setExact(exact).setPageSize(PAGE).setPageToken(page).build();
      DiscoverResponse response = rpc().unary(ExchangeServiceGrpc.getDiscoverMethod(), request);
      response.getAgentsList().forEach(agent -> agents.add(EntityId.of(agent)));
      page = response.getNextPageToken();
      if (page.isEmpty()) return agents;
    }
  }
}
