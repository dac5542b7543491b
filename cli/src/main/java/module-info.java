/// Shared parts of the commands: exit statuses, messages for users' mistakes, checked standard
/// output, output files that are written whole or not at all, the choice of a backend, the progress
/// bar, checkpoints of the same training, charts and pages.
@SuppressWarnings("requires-automatic")
module gradus.cli {
  requires transitive gradus.nn;
  requires com.samskivert.jmustache;
  requires java.desktop;
  requires org.knowm.xchart;
  requires transitive info.picocli;
  requires transitive me.tongfei.progressbar;

  exports gradus.cli;
  exports gradus.cli.figures;

  opens gradus.cli.figures to
      com.samskivert.jmustache;
}
