package io.lyceum.interop;

import static io.lyceum.interop.Expectation.holds;

import io.lyceum.EntityId;
import io.lyceum.Handle;
import io.lyceum.LyceumClient;
import io.lyceum.errors.LyceumException;
import io.lyceum.manager.Completions;
import io.lyceum.manager.Launch;
import io.lyceum.manager.Manager;
import io.lyceum.manager.ManagerOptions;
import io.lyceum.manager.Run;
import io.lyceum.manager.RunState;
import io.lyceum.manager.ShutdownOptions;
import io.lyceum.manager.WaitOptions;
import io.lyceum.manager.WaitResult;
import io.lyceum.manager.WaitTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The case {@code manage}: a manager's whole life. */
final class Manage {
  private static final WaitOptions SOON = WaitOptions.all().within(Duration.ofMillis(200));
  private static final WaitOptions PATIENTLY = WaitOptions.all().within(Duration.ofSeconds(60));

  private final LyceumClient client;
  private final String kind;

  Manage(LyceumClient client, String kind) {
    this.client = client;
    this.kind = kind;
  }

  Object run() {
    String id;
    Handle last;
    try (Manager manager = client.createManager(ManagerOptions.defaults().withDefaultExecutor("command"))) {
      id = manager.id();
      List<Handle> agents = new ArrayList<>();
      agents.add(manager.launch(Launch.of(kind)));
      agents.addAll(manager.launchBatch(List.of(Launch.of(kind), Launch.of(kind))));
      for (Handle agent : agents) holds(agent.call("echo", String.class, "here").await().equals("here"), agent + " did not echo");
      timesOut(manager, agents);
      ends(manager, agents);
      last = manager.launch(kind);
      holds(last.call("echo", String.class, "last").await().equals("last"), "the last agent did not echo");
    }
    Manager closed = client.manager(id);
    holds(closed.run(last).state() == RunState.ENDED, "a run goes on although its manager is closed");
    closed(closed);
    return null;
  }

  private void timesOut(Manager manager, List<Handle> agents) {
    try {
      manager.waitFor(agents, SOON);
      throw new Expectation.Unmet("a wait for running agents did not time out");
    } catch (WaitTimeoutException error) {
      holds(new HashSet<>(error.pending()).equals(idsOf(agents)), "the wait names " + error.pending());
    }
  }

  private void ends(Manager manager, List<Handle> agents) {
    Set<EntityId> ended = new HashSet<>();
    try (Completions completions = manager.completions(agents, PATIENTLY)) {
      for (Handle agent : agents) manager.shutdown(agent, ShutdownOptions.defaults().withoutWaiting());
      completions.forEachRemaining(run -> ended.add(run.agent()));
    }
    holds(ended.equals(idsOf(agents)), "the wait told of " + ended);
    WaitResult result = manager.waitFor(agents, PATIENTLY);
    holds(result.done().size() == agents.size() && result.pending().isEmpty(), "the wait came to " + result);
    holds(result.done().stream().noneMatch(Run::failed), "runs failed: " + result.done());
    holds(manager.running().isEmpty(), "runs go on: " + manager.running());
  }

  private void closed(Manager manager) {
    try {
      manager.launch(kind);
      throw new Expectation.Unmet("a closed manager launched an agent");
    } catch (LyceumException error) {
      holds(error.reason().equals("MANAGER_CLOSED"), "a launch of a closed manager fails with " + error);
    }
  }

  private static Set<EntityId> idsOf(List<Handle> agents) {
    return new HashSet<>(agents.stream().map(Handle::agent).toList());
  }
}
