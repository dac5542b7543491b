/// The worked lesson "how deep neural networks really work", on the passengers of the Titanic, and
/// the command `gradus`.
module gradus.titanic {
  requires com.google.gson;
  requires de.siegmar.fastcsv;
  requires transitive gradus.nn;
  requires info.picocli;
  requires me.tongfei.progressbar;

  exports gradus.titanic;

  opens gradus.titanic to
      com.google.gson,
      info.picocli;
}
