/// Networks for pictures: training, evaluation, and the choice among architectures.
@SuppressWarnings("requires-automatic")
module gradus.vision {
  requires transitive gradus.nn;
  requires transitive gradus.cli;
  requires com.google.gson;
  requires info.picocli;
  requires java.desktop;
  requires me.tongfei.progressbar;

  exports gradus.vision.compare;
  exports gradus.vision.data;
  exports gradus.vision.model;
  exports gradus.vision.train;

  opens gradus.vision.command to
      info.picocli;
  opens gradus.vision.report to
      com.samskivert.jmustache;
}
