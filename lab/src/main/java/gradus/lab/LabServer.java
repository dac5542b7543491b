package gradus.lab;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import gradus.cli.InputException;
import gradus.vision.model.Weights;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The HTTP server of the lab. It listens on the loopback address only, serves the page's files and
/// answers its API requests. It refuses requests from other sites' pages.
public final class LabServer implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final String API = "/api/";

  /// Security headers: the page may load only files of this server, and may not be framed.
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none';"
              + " form-action 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cache-Control",
          "no-cache");

  static {
    // A response is two small packets. Without this setting, the second waits for the
    // acknowledgement of the first.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Routes routes;

  private LabServer(HttpServer server, Routes routes) {
    this.server = server;
    this.routes = routes;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /// Starts a server.
  ///
  /// @param port the port on the loopback address; 0 for any free port
  /// @return the running server
  /// @throws IOException if the port is in use
  public static LabServer start(int port) throws IOException {
    return start(port, Optional.empty(), TextChapter.of(TextTraining.LESSON));
  }

  /// Starts a server whose chapter on weights can show a file.
  ///
  /// @param port the port on the loopback address; 0 for any free port
  /// @param weights the content of the file, if there is one
  /// @param text the chapter on text, with its model
  static LabServer start(int port, Optional<Weights> weights, TextChapter text) throws IOException {
    InetAddress here = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
    LabServer lab =
        new LabServer(
            HttpServer.create(new InetSocketAddress(here, port), BACKLOG),
            Routes.all(weights, text));
    lab.server.start();
    return lab;
  }

  /// {@return the page's address}
  public URI address() {
    return URI.create(
        String.format(Locale.ROOT, "http://localhost:%d/", server.getAddress().getPort()));
  }

  /// Stops the server and aborts the requests in progress.
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      HEADERS.forEach(exchange.getResponseHeaders()::set);
      try {
        fromHere(exchange.getRequestHeaders());
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith(API)) {
          question(exchange, path.substring(API.length()));
        } else {
          page(exchange, path);
        }
      } catch (RequestException e) {
        refuse(exchange, e.status(), e.getMessage());
      } catch (InputException e) {
        refuse(exchange, 400, e.getMessage());
      } catch (IOException | UncheckedIOException _) {
        // The client has disconnected.
      } catch (RuntimeException e) {
        e.printStackTrace();
        refuse(exchange, 500, "internal error; see the program's output in the terminal");
      }
    }
  }

  /// Refuses requests from other sites' pages, including those whose host name resolves to this
  /// machine (DNS rebinding).
  private void fromHere(Headers headers) {
    int port = server.getAddress().getPort();
    Set<String> hosts = Set.of("localhost:" + port, "127.0.0.1:" + port);
    String host = headers.getFirst("Host");
    if (host == null || !hosts.contains(host)) {
      throw new RequestException(403, "the Host header must be " + address().getAuthority());
    }
    String origin = headers.getFirst("Origin");
    if (origin != null && !origin.equals("http://" + host)) {
      throw new RequestException(403, "only this server's own pages may send requests");
    }
    String site = headers.getFirst("Sec-Fetch-Site");
    String mode = headers.getFirst("Sec-Fetch-Mode");
    // Links from other sites are allowed: they only show the page.
    if (site != null && !Set.of("same-origin", "none").contains(site) && !"navigate".equals(mode)) {
      throw new RequestException(403, "only this server's own pages may send requests");
    }
  }

  private void page(HttpExchange exchange, String path) throws IOException {
    allow(exchange, "GET");
    Optional<Pages.Page> page = Pages.at(path);
    if (page.isEmpty()) {
      throw new RequestException(404, "there is no page at " + RequestException.shown(path));
    }
    send(exchange, 200, page.get().type(), page.get().bytes());
  }

  private void question(HttpExchange exchange, String path) throws IOException {
    Answer get = routes.gets().get(path);
    Answer post = routes.posts().get(path);
    if (get == null && post == null) {
      throw new RequestException(404, "there is no API endpoint " + RequestException.shown(path));
    }
    allow(exchange, get != null ? "GET" : "POST");
    Query query = Query.of(exchange.getRequestURI().getRawQuery(), exchange.getRequestBody());
    Object answer = (get != null ? get : post).to(query);
    query.finish();
    if (answer instanceof Answer.Lines lines) {
      stream(exchange, lines);
    } else {
      byte[] bytes = Json.of(answer).getBytes(StandardCharsets.UTF_8);
      send(exchange, 200, "application/json", bytes);
    }
  }

  private static void allow(HttpExchange exchange, String method) {
    if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method);
      throw new RequestException(
          405, String.format(Locale.ROOT, "only %s requests are allowed here", method));
    }
  }

  private static void stream(HttpExchange exchange, Answer.Lines lines) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody())) {
      lines.each(
          line -> {
            try {
              out.write((Json.of(line) + "\n").getBytes(StandardCharsets.UTF_8));
              out.flush();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] bytes)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    // A length of 0 would mean that the length is unknown.
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private record Refusal(String error) {}

  private static void refuse(HttpExchange exchange, int status, String reason) throws IOException {
    if (exchange.getResponseCode() == -1) {
      byte[] bytes = Json.of(new Refusal(reason)).getBytes(StandardCharsets.UTF_8);
      send(exchange, status, "application/json", bytes);
    }
  }
}
