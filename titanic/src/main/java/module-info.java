/// The worked lesson: neural networks that learn who survived the Titanic, and the `gradus`
/// command.
module gradus.titanic {
  requires transitive gradus.nn;
  requires com.google.gson;
  requires de.siegmar.fastcsv;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires static org.apache.poi.ooxml;

  exports gradus.titanic;

  opens gradus.titanic to
      com.google.gson,
      info.picocli;
}
