package io.lyceum.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lyceum.LyceumClient;
import io.lyceum.Options;
import io.lyceum.errors.LyceumException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs every case of a scenario and reports on it, a line each. */
final class Caller {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Caller() {}

  static void run(Path scenario, Path targets, PrintStream out) throws IOException {
    Targets whom = JSON.readValue(Files.readAllBytes(targets), Targets.class);
    PrintStream report = new PrintStream(out, true, StandardCharsets.UTF_8);
    try (LyceumClient client = LyceumClient.connect(Options.defaults(), "java interop")) {
      Steps steps = new Steps(client, whom);
      for (JsonNode each : JSON.readTree(Files.readAllBytes(scenario)).get("cases")) {
        report.println(JSON.writeValueAsString(outcomeOf(steps, new Case(each), whom.language())));
      }
    }
  }

  private static Map<String, String> outcomeOf(Steps steps, Case one, String language) {
    Map<String, String> outcome = new LinkedHashMap<>();
    outcome.put("case", one.name());
    try {
      try {
        one.expected().met(steps.run(one));
      } catch (LyceumException error) {
        one.expected().metBy(error, language);
      }
      outcome.put("outcome", "passed");
      outcome.put("detail", "");
    } catch (Exception | AssertionError error) {
      outcome.put("outcome", "failed");
      outcome.put("detail", String.valueOf(error.getMessage()));
      error.printStackTrace();
    }
    return outcome;
  }
}
