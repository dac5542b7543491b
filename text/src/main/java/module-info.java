/// Text: tokenizers, transformers, and the generation of text.
@SuppressWarnings("requires-automatic")
module gradus.text {
  requires transitive gradus.nn;
  requires transitive gradus.cli;
  requires com.google.gson;
  requires info.picocli;
  requires me.tongfei.progressbar;

  exports gradus.text.data;
  exports gradus.text.generate;
  exports gradus.text.model;
  exports gradus.text.tokenize;
  exports gradus.text.train;

  opens gradus.text.command to
      info.picocli;
  opens gradus.text.report to
      com.samskivert.jmustache;
}
