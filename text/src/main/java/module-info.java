/// Text: tokenizers, transformers, and the generation of text.
module gradus.text {
  requires transitive gradus.nn;
  requires transitive gradus.cli;
  requires com.google.gson;
  requires de.siegmar.fastcsv;
  requires info.picocli;

  exports gradus.text.classify;
  exports gradus.text.data;
  exports gradus.text.embed;
  exports gradus.text.generate;
  exports gradus.text.model;
  exports gradus.text.tokenize;
}
