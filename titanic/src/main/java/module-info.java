/// The worked lesson: neural networks that learn who survived the Titanic, and the `gradus`
/// command.
@SuppressWarnings("requires-automatic")
module gradus.titanic {
  requires transitive gradus.nn;
  requires gradus.cli;
  requires com.google.gson;
  requires de.siegmar.fastcsv;
  requires info.picocli;
  requires java.desktop;
  requires me.tongfei.progressbar;
  requires static org.apache.poi.ooxml;

  exports gradus.titanic.data;
  exports gradus.titanic.recipe;

  opens gradus.titanic.command to
      info.picocli;
  opens gradus.titanic.figures to
      com.samskivert.jmustache;
  opens gradus.titanic.recipe to
      com.google.gson;
  opens gradus.titanic.report to
      com.samskivert.jmustache;
}
