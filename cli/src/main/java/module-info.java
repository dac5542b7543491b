/// Shared parts of the commands: messages for users' mistakes, output files that are written whole
/// or not at all, and the choice of a backend.
module gradus.cli {
  requires gradus.engine;
  requires transitive info.picocli;
  requires transitive me.tongfei.progressbar;

  exports gradus.cli;
}
