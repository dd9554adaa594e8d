package io.lyceum;

import io.lyceum.internal.Credentials;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** How the server is reached. A value: {@link #builder} makes one, {@link #toBuilder} another like it. */
public final class Options {
  private final Builder values;

  private Options(Builder values) {
    this.values = values;
  }

  /** Everything from the environment. */
  public static Options defaults() {
    return builder().build();
  }

  /** Begins with everything from the environment. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these. */
  public Builder toBuilder() {
    return new Builder(values);
  }

  /** Where the server is, as {@code http://host:port} or {@code https://host:port}. */
  public String url() {
    return values.url == null ? Credentials.url() : values.url;
  }

  /** The credential, asked for at each call; it gives null where there is none. */
  public Supplier<String> token() {
    if (values.token != null) return values.token;
    String found = Credentials.token(url());
    return () -> found;
  }

  /** Namespace among those that the credential permits; empty means its own. */
  public String namespace() {
    return values.namespace;
  }

  /** How to trust and be trusted; absent means the machine's authorities, and no certificate. */
  public Optional<Tls> tls() {
    return values.tls == null ? Credentials.tls() : Optional.of(values.tls);
  }

  /** Time that a call to the server has, repeats included. */
  public Duration deadline() {
    return values.deadline;
  }

  /** Time that a call of an agent's action has where the call says nothing; absent means no limit. */
  public Optional<Duration> actionDeadline() {
    return Optional.ofNullable(values.actionDeadline);
  }

  /** How long the server may be out of reach before calls of actions fail. */
  public Duration unreachable() {
    return values.unreachable;
  }

  /** Silence of the server after which its stream counts as dead. */
  public Duration silence() {
    return values.silence;
  }

  /** Makes {@link Options}. */
  public static final class Builder {
    private String url;
    private Supplier<String> token;
    private String namespace = "";
    private Tls tls;
    private Duration deadline = Duration.ofSeconds(60);
    private Duration actionDeadline;
    private Duration unreachable = Duration.ofSeconds(60);
    private Duration silence = Duration.ofSeconds(45);

    private Builder() {}

    private Builder(Builder other) {
      url = other.url;
      token = other.token;
      namespace = other.namespace;
      tls = other.tls;
      deadline = other.deadline;
      actionDeadline = other.actionDeadline;
      unreachable = other.unreachable;
      silence = other.silence;
    }

    /** Where the server is; default {@code LYCEUM_URL}, else {@code http://127.0.0.1:50051}. */
    public Builder url(String url) {
      this.url = Objects.requireNonNull(url);
      return this;
    }

    /**
     * The credential; default {@code LYCEUM_TOKEN}, else the content of the file {@code LYCEUM_TOKEN_FILE}, else, for a server of this
     * machine, the file {@code token} in {@code LYCEUM_DATA} or {@code ./lyceum-data}.
     */
    public Builder token(String token) {
      Objects.requireNonNull(token);
      this.token = () -> token;
      return this;
    }

    /** Where to ask for the credential each time it is needed, since some end. It is called by many threads and must not block. */
    public Builder token(Supplier<String> token) {
      this.token = Objects.requireNonNull(token);
      return this;
    }

    /** Namespace among those that the credential permits; default its own. */
    public Builder namespace(String namespace) {
      this.namespace = Objects.requireNonNull(namespace);
      return this;
    }

    /** For {@code https} urls; default the files that {@code LYCEUM_TLS_CA}, {@code LYCEUM_TLS_CERT} and {@code LYCEUM_TLS_KEY} name. */
    public Builder tls(Tls tls) {
      this.tls = Objects.requireNonNull(tls);
      return this;
    }

    /** Time that a call to the server has, repeats included; default 60 s. Connecting and launching wait so long for a server to come. */
    public Builder deadline(Duration deadline) {
      this.deadline = positive(deadline);
      return this;
    }

    /** Time that a call of an agent's action has where the call says nothing; default no limit. */
    public Builder actionDeadline(Duration actionDeadline) {
      this.actionDeadline = positive(actionDeadline);
      return this;
    }

    /** How long the server may be out of reach before calls of actions fail; default 60 s. The client goes on trying. */
    public Builder unreachable(Duration unreachable) {
      this.unreachable = positive(unreachable);
      return this;
    }

    /** Silence of the server after which its stream counts as dead; default 45 s, three heartbeats. */
    public Builder silence(Duration silence) {
      this.silence = positive(silence);
      return this;
    }

    /** Makes the value. */
    public Options build() {
      return new Options(new Builder(this));
    }

    private static Duration positive(Duration duration) {
      if (duration.isNegative() || duration.isZero()) throw new IllegalArgumentException("a limit must be longer than nothing: " + duration);
      return duration;
    }
  }
}
