/// The interactive lesson: a page in the browser whose every number the engine computes.
module gradus.lab {
  requires com.google.gson;
  requires gradus.cli;
  requires gradus.text;
  requires gradus.titanic;
  requires gradus.vision;
  requires info.picocli;
  requires java.desktop;
  requires jdk.httpserver;

  exports gradus.lab;

  opens gradus.lab to
      com.google.gson,
      info.picocli;
}
