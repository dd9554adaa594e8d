package io.lyceum.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a server that can be cut, kept shut, and made silent. */
public final class Relay implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean shut;

  /** @param target port of the server */
  public Relay(int target) throws IOException {
    this.target = target;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    spawn(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections there were. */
  public int connections() {
    return connections.get();
  }

  /** Cuts all connections; new ones may be made. */
  public void cut() {
    for (Socket socket : Set.copyOf(open)) close(socket);
  }

  /** Cuts all connections and lets none be made, until {@link #reopen}. */
  public void shut() {
    shut = true;
    cut();
  }

  /** Lets connections be made again. */
  public void reopen() {
    shut = false;
  }

  /** Passes nothing on from now on, on the connections that there are; nobody is told. New ones are not silent. */
  public void fallSilent() {
    silent.addAll(open);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (shut) client.close();
        else join(client, new Socket(InetAddress.getLoopbackAddress(), target));
      } catch (IOException error) {
        // It was closed, or the server is not there: whoever connected finds out.
      }
    }
  }

  private void join(Socket client, Socket server) {
    connections.incrementAndGet();
    open.add(client);
    open.add(server);
    spawn(() -> pump(client, server));
    spawn(() -> pump(server, client));
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[65_536];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (silent.contains(from)) continue;
        out.write(buffer, 0, count);
        out.flush();
      }
    } catch (IOException error) {
      // One side is gone: so is the other.
    } finally {
      close(from);
      close(to);
    }
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException error) {
      // It is as closed as it can be.
    }
  }

  private static void spawn(Runnable code) {
    Thread thread = new Thread(code, "relay");
    thread.setDaemon(true);
    thread.start();
  }
}
