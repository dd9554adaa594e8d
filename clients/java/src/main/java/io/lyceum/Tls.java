package io.lyceum;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How the server proves who it is, and the client who it is. All are PEM.
 *
 * @param ca certificates of the authorities to trust; null means the machine's
 * @param cert the client's own certificate; null means none
 * @param key its key, as PKCS #8
 */
public record Tls(byte[] ca, byte[] cert, byte[] key) {
  /** Trusts the authorities of a file. */
  public static Tls trusting(Path ca) {
    return new Tls(read(ca), null, null);
  }

  /** The same, and shows a certificate. */
  public Tls showing(Path cert, Path key) {
    return new Tls(ca, read(cert), read(key));
  }

  private static byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException error) {
      throw new UncheckedIOException("the file " + path + " cannot be read: correct its path", error);
    }
  }
}
