package io.lyceum.internal;

import io.lyceum.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the server is and what to show it, as the environment says. */
public final class Credentials {
  private static final String DEFAULT_URL = "http://127.0.0.1:50051";
  private static final Pattern LOOPBACK = Pattern.compile("https?://(localhost|127(\\.\\d+){3}|\\[::1])(:\\d+)?/?");

  private Credentials() {}

  /** {@code LYCEUM_URL}, else this machine's default port. */
  public static String url() {
    String url = variable("LYCEUM_URL");
    return url == null ? DEFAULT_URL : url;
  }

  /**
   * The credential; null where there is none. The file of a server of this machine is read for a server of this machine alone.
   *
   * @throws UncheckedIOException when the file that {@code LYCEUM_TOKEN_FILE} names cannot be read
   */
  public static String token(String url) {
    String token = variable("LYCEUM_TOKEN");
    if (token != null) return token.strip();
    String file = variable("LYCEUM_TOKEN_FILE");
    if (file != null) return new String(read(file), java.nio.charset.StandardCharsets.UTF_8).strip();
    if (!LOOPBACK.matcher(url).matches()) return null;
    String data = variable("LYCEUM_DATA");
    try {
      return Files.readString(Path.of(data == null ? "lyceum-data" : data, "token")).strip();
    } catch (IOException error) {
      // No server of this account has its data here; the server may ask for no credential at all.
      return null;
    }
  }

  /** The files that the environment names; absent when it names none. */
  public static Optional<Tls> tls() {
    String ca = variable("LYCEUM_TLS_CA");
    String cert = variable("LYCEUM_TLS_CERT");
    String key = variable("LYCEUM_TLS_KEY");
    if (ca == null && cert == null && key == null) return Optional.empty();
    return Optional.of(new Tls(read(ca), read(cert), read(key)));
  }

  private static String variable(String name) {
    String value = System.getenv(name);
    return value == null || value.isEmpty() ? null : value;
  }

  private static byte[] read(String file) {
    if (file == null) return null;
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException error) {
      throw new UncheckedIOException("the file " + file + " cannot be read: correct the variable that names it", error);
    }
  }
}
