package io.lyceum.manager;

import io.lyceum.v1.ExecutorSpec;
import io.lyceum.v1.LogLevel;

/** An executor of a manager: its own instance of a template of the operator. A value; each {@code with} makes another. */
public final class ExecutorOptions {
  private final ExecutorSpec proto;

  private ExecutorOptions(ExecutorSpec proto) {
    this.proto = proto;
  }

  /** An executor with the name of its template. */
  public static ExecutorOptions named(String name) {
    return new ExecutorOptions(ExecutorSpec.newBuilder().setName(name).build());
  }

  /** Template; default the one of the executor's name. */
  public ExecutorOptions withTemplate(String template) {
    return new ExecutorOptions(proto.toBuilder().setTemplate(template).build());
  }

  /** Most agents at once; default the template's limit alone. */
  public ExecutorOptions withPlaces(int places) {
    return new ExecutorOptions(proto.toBuilder().setPlaces(places).build());
  }

  /** Log level of its hosts; default the template's. */
  public ExecutorOptions withLogLevel(System.Logger.Level level) {
    LogLevel proto =
        switch (level) {
          case ALL, TRACE, DEBUG -> LogLevel.LOG_LEVEL_DEBUG;
          case INFO -> LogLevel.LOG_LEVEL_INFO;
          case WARNING -> LogLevel.LOG_LEVEL_WARN;
          case ERROR, OFF -> LogLevel.LOG_LEVEL_ERROR;
        };
    return new ExecutorOptions(this.proto.toBuilder().setLogLevel(proto).build());
  }

  ExecutorSpec toProto() {
    return proto;
  }
}
