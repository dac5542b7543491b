package gradus.engine.simd;

import java.util.function.Supplier;

/// Code that is generated when it is first needed, and is generated again when the JVM has compiled
/// it badly. What C2 makes of a class depends on what it has seen of the program until then, and it
/// does not compile a class a second time for being slow.
///
/// @param <T> the type of the generated class's instance
final class Generated<T> {
  private final Supplier<T> assembler;
  private volatile T code;

  /// @param assembler generates a class, and creates its instance
  Generated(Supplier<T> assembler) {
    this.assembler = assembler;
  }

  /// {@return the instance, of the class that was generated last}
  T get() {
    T made = code;
    if (made == null) {
      synchronized (this) {
        made = code;
        if (made == null) {
          made = assembler.get();
          code = made;
        }
      }
    }
    return made;
  }

  /// Generates another class when it is needed.
  void renew() {
    code = null;
  }
}
