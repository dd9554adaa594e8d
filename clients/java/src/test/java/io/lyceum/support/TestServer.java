package io.lyceum.support;

import io.lyceum.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real server of this repository, on a port and with a folder of its own. */
public final class TestServer implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("serves gRPC at (http://127\\.0\\.0\\.1:(\\d+))");
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
  private static final long START_MS = 60_000;
  private static final String CATALOGUE =
      """
      kinds:
        failing:
          argv: [sh, -c, "echo out of luck >&2; exit 3"]
        mortal:
          argv: [java, -XX:TieredStopAtLevel=1, -cp, "%s", io.lyceum.support.TestHost]
          lineage: [Mortal]
      """
          .formatted(System.getProperty("java.class.path"));

  private final Path data;
  private Process process;
  private final int port;

  private TestServer(Process process, Path data, int port) {
    this.data = data;
    this.process = process;
    this.port = port;
  }

  /** Starts one with the kinds that tests need. */
  public static TestServer start() throws Exception {
    return start("");
  }

  /** Starts one with more in its configuration. */
  public static TestServer start(String configuration) throws Exception {
    return start(configuration, Files.createTempDirectory("lyceum-java"), 0);
  }

  private static TestServer start(String configuration, Path data, int port) throws Exception {
    Path agents = Files.createDirectories(data.resolve("agents"));
    Files.writeString(agents.resolve("catalogue.yaml"), CATALOGUE);
    Path config = Files.writeString(data.resolve("lyceum.yaml"), configuration + "\nlog: {level: error}\n");
    Path log = data.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(
        List.of("npx", "node", "src/main.ts", "serve", "--listen", "127.0.0.1:" + port, "--web", "off", "--data", data.toString())));
    builder.command().addAll(List.of("--config", config.toString(), "--agents", agents.toString()));
    builder.environment().keySet().removeIf(name -> name.startsWith("LYCEUM_"));
    builder.directory(ROOT.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    try {
      return new TestServer(process, data, portOf(process, log));
    } catch (Exception error) {
      kill(process);
      throw error;
    }
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Reaches it as its operator. */
  public Options.Builder options() throws IOException {
    return optionsOn(port);
  }

  /** The same, through something on another port. */
  public Options.Builder optionsOn(int otherPort) throws IOException {
    String token = Files.readString(data.resolve("token")).strip();
    return Options.builder().url("http://127.0.0.1:" + otherPort).token(token).deadline(Duration.ofSeconds(30));
  }

  /** Kills it, as a machine does that loses power, and starts it again with what it had kept, on the same port. */
  public void restart() throws Exception {
    kill(process);
    process = start("", data, port).process;
  }

  /** Stops it in order, as its operator does, and starts it again. */
  public void stopAndStart() throws Exception {
    process.descendants().filter(TestServer::serves).forEach(ProcessHandle::destroy);
    process.onExit().get(30, TimeUnit.SECONDS);
    process = start("", data, port).process;
  }

  @Override
  public void close() {
    kill(process);
  }

  /** Whether it is the server itself, not what started it or what it started. */
  private static boolean serves(ProcessHandle member) {
    return List.of(member.info().arguments().orElse(new String[0])).contains("src/main.ts");
  }

  private static int portOf(Process process, Path log) throws Exception {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MS);
    while (System.nanoTime() < until) {
      Matcher listening = LISTENING.matcher(Files.readString(log));
      if (listening.find()) return Integer.parseInt(listening.group(2));
      if (!process.isAlive()) break;
      Thread.sleep(20);
    }
    throw new IllegalStateException("the server did not start: " + new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
  }

  /** The server is a child of npx, which does not pass signals on. */
  private static void kill(Process process) {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
    family.forEach(member -> member.onExit().orTimeout(10, TimeUnit.SECONDS).join());
  }
}
