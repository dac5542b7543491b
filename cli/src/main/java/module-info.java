/// Shared parts of the commands: exit statuses, messages for users' mistakes, checked standard
/// output, output files that are written whole or not at all, the choice of a backend, and the
/// progress bar.
module gradus.cli {
  requires transitive gradus.engine;
  requires gradus.nn;
  requires transitive info.picocli;
  requires transitive me.tongfei.progressbar;

  exports gradus.cli;
}
