package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.cli.Program;
import gradus.cli.StandardOutput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The server's answers, and the requests that it refuses.
class ServerTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static LabServer server;

  @BeforeAll
  static void start() throws IOException {
    server = LabServer.start(0);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  /// Sends a raw request and returns the status line of the response.
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.setSoTimeout(10_000);
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
    }
  }

  /// A server on all addresses would be reachable on another loopback address, too.
  @Test
  void listensOnOneAddressAlone() {
    InetSocketAddress other = new InetSocketAddress("127.0.0.2", server.address().getPort());
    try (Socket socket = new Socket()) {
      assertThatThrownBy(() -> socket.connect(other, 5000)).isInstanceOf(IOException.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyFileOfThePageIsThereAndNothingComesFromElsewhere() throws Exception {
    HttpResponse<String> page = get("");
    assertThat(page.statusCode()).isEqualTo(200);
    Matcher links = Pattern.compile("(?:src|href)=\"([^\"#]+)\"").matcher(page.body());
    int found = 0;
    while (links.find()) {
      assertThat(links.group(1)).doesNotContain(":");
      assertThat(get(links.group(1)).statusCode()).as(links.group(1)).isEqualTo(200);
      found++;
    }
    assertThat(found).isGreaterThan(5);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'self'");
  }

  @Test
  void everyChapterLeadsToSourcesThatAreThere() throws Exception {
    Matcher chapters =
        Pattern.compile("from \"\\./(chapters/[a-z]+\\.js)\"").matcher(get("app.js").body());
    int found = 0;
    while (chapters.find()) {
      String chapter = get(chapters.group(1)).body();
      Matcher list = Pattern.compile("export const sources =\\s*\\[([^\\]]+)\\]").matcher(chapter);
      assertThat(list.find()).as(chapters.group(1)).isTrue();
      Matcher sources = Pattern.compile("\"([^\"]+)\"").matcher(list.group(1));
      while (sources.find()) {
        assertThat(get("source/" + sources.group(1)).body())
            .as(sources.group(1))
            .startsWith("package gradus.");
        found++;
      }
    }
    assertThat(found).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "chapters",
        "lib",
        "api/nothing",
        "api/",
        "index.html/",
        "page/index.html",
        "LabServer.class",
        "source/gradus/lab/LabServer.class",
        "module-info.class",
        "%2e%2e/pom.xml",
        "source/..%2f..%2f..%2fpom.html",
        "//etc/passwd.html"
      })
  void nothingElseIsGivenOut(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).startsWith("{\"error\":\"there is no");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abc=1,2 | abc must be three numbers",
        "abc=1,2,x | abc must be a number from -10.0 to 10.0, got \\\"x\\\"",
        "abc=1,2,NaN | got \\\"NaN\\\"",
        "abc=1,2,3,4 | abc has 4 numbers; the limit is 3",
        "abc= | got \\\"\\\"",
        "abc=1,2,11 | abc must be a number from -10.0 to 10.0",
        "loss=huber | loss must be one of mae, mse",
        "los=mae | unknown parameter los; expected abc, loss",
        "loss=mae&loss=mse | loss is given twice",
        "loss=%zz | address",
      })
  void aWrongRequestIsRefusedWithTheReason(String query, String reason) throws Exception {
    // Browsers and HTTP clients refuse to send an invalid address.
    if (query.contains("%zz")) {
      String answer =
          raw(
              String.format(
                  Locale.ROOT,
                  "GET /api/fit?%s HTTP/1.1\nHost: localhost:%d\n\n",
                  query,
                  server.address().getPort()));
      assertThat(answer).isEqualTo("HTTP/1.1 400");
      return;
    }
    HttpResponse<String> answer = get("api/fit?" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(reason);
  }

  @Test
  void onlyItsOwnPageMayAsk() throws Exception {
    String own = server.address().toString().replaceFirst("/$", "");
    assertThat(get("api/fit", "Origin", own).statusCode()).isEqualTo(200);
    for (List<String> header :
        List.of(
            List.of("Origin", "http://example.com"),
            List.of("Origin", "null"),
            List.of("Origin", own.replace("http", "https")),
            List.of("Sec-Fetch-Site", "cross-site"),
            List.of("Sec-Fetch-Site", "same-site"))) {
      HttpResponse<String> answer = get("api/fit", header.get(0), header.get(1));
      assertThat(answer.statusCode()).as(header.toString()).isEqualTo(403);
      assertThat(answer.body())
          .isEqualTo("{\"error\":\"only this server's own pages may send requests\"}");
    }
    // A link on another site.
    assertThat(get("", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate").statusCode())
        .isEqualTo(200);
  }

  @Test
  void aNameThatOnlyLeadsHereIsRefused() throws IOException {
    int port = server.address().getPort();
    assertThat(raw(String.format(Locale.ROOT, "GET / HTTP/1.1\nHost: 127.0.0.1:%d\n\n", port)))
        .isEqualTo("HTTP/1.1 200");
    assertThat(raw(String.format(Locale.ROOT, "GET / HTTP/1.1\nHost: evil.example:%d\n\n", port)))
        .isEqualTo("HTTP/1.1 403");
    assertThat(raw("GET / HTTP/1.1\n\n")).isIn("HTTP/1.1 403", "HTTP/1.1 400");
  }

  @Test
  void otherMethodsAreRefused() throws Exception {
    for (String path : List.of("", "api/fit", "app.js")) {
      HttpResponse<String> answer =
          CLIENT.send(
              HttpRequest.newBuilder(URI.create(server.address() + path))
                  .method("DELETE", HttpRequest.BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).contains("GET");
    }
  }

  @Test
  void manyAtOnceEachGetTheirOwn() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    CLIENT.sendAsync(
                        HttpRequest.newBuilder(
                                URI.create(
                                    server.address()
                                        + String.format(Locale.ROOT, "api/fit?abc=%d,1,1", i % 6)))
                            .build(),
                        BodyHandlers.ofString()))
            .toList();
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).join().body())
          .isEqualTo(get(String.format(Locale.ROOT, "api/fit?abc=%d,1,1", i % 6)).body());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port -1 | gradus: --port must be from 1 to 65535, got -1",
        "--port x | gradus: Invalid value for option '--port'",
        "--colour | gradus: Unknown option: '--colour'",
        "--text nothing.bin | gradus: nothing.bin: ",
        "--tokenizer tok512.bin | gradus: --tokenizer is for a model, which --text names",
      })
  void aWrongCommandIsALine(String arguments, String complaint) {
    StringWriter err = new StringWriter();
    assertThat(lab(err, arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith(complaint);
    assertThat(err.toString().lines().filter(line -> !line.equals("Try gradus lab --help")))
        .hasSize(1);
  }

  @Test
  void aPortThatIsTakenIsALine() {
    StringWriter err = new StringWriter();
    int port = server.address().getPort();
    assertThat(lab(err, "--no-open", "--port=" + port)).isEqualTo(2);
    assertThat(err.toString())
        .startsWith(String.format(Locale.ROOT, "gradus: --port %d can't be used: ", port))
        .hasLineCount(1);
  }

  /// If there is no display, the page does not open by itself, but the server runs.
  @Test
  void startsWithoutADisplay(@TempDir Path folder) throws Exception {
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                LabCommand.class.getName())
            .redirectError(err.toFile());
    builder.environment().put("DISPLAY", "localhost:987");
    Process process = builder.start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).startsWith("The lab is open at http://");
      assertThat(process.waitFor(2, TimeUnit.SECONDS)).as(Files.readString(err)).isFalse();
    } finally {
      process.destroy();
    }
    assertThat(err).content().doesNotContain("\tat ");
  }

  /// The server ends, because it is useless if its address can't be printed.
  @ParameterizedTest
  @ValueSource(strings = {"--help", "--no-open"})
  void anAddressThatCannotBePrintedIsALine(String argument) {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    StringWriter err = new StringWriter();
    int status =
        Program.run(
            LabCommand::command,
            false,
            new StandardOutput(full, StandardCharsets.UTF_8),
            new PrintWriter(err),
            argument);
    assertThat(status).isEqualTo(1);
    assertThat(err.toString().strip())
        .isEqualTo("gradus: standard output can't be written: No space left on device");
  }

  private static int lab(StringWriter err, String... args) {
    PrintWriter out = new PrintWriter(new StringWriter());
    return Program.run(LabCommand::command, false, out, new PrintWriter(err), args);
  }
}
