package gradus.engine.simd;

/// Loops that copy a run, converted from one type to another. The JIT compiler vectorises them,
/// because arrays of different types cannot overlap.
final class Conversions {
  private Conversions() {}

  static void run(Object x, int xo, Object y, int yo, int n) {
    if (x.getClass() == y.getClass()) {
      System.arraycopy(x, xo, y, yo, n);
    } else if (y instanceof float[] to) {
      if (x instanceof int[] from) {
        intsToFloats(from, xo, to, yo, n);
      } else {
        doublesToFloats((double[]) x, xo, to, yo, n);
      }
    } else if (y instanceof int[] to) {
      if (x instanceof float[] from) {
        floatsToInts(from, xo, to, yo, n);
      } else {
        doublesToInts((double[]) x, xo, to, yo, n);
      }
    } else if (x instanceof float[] from) {
      floatsToDoubles(from, xo, (double[]) y, yo, n);
    } else {
      intsToDoubles((int[]) x, xo, (double[]) y, yo, n);
    }
  }

  private static void intsToFloats(int[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  private static void doublesToFloats(double[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) x[xo + i];
    }
  }

  private static void floatsToInts(float[] x, int xo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (int) x[xo + i];
    }
  }

  private static void doublesToInts(double[] x, int xo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (int) x[xo + i];
    }
  }

  private static void floatsToDoubles(float[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  private static void intsToDoubles(int[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }
}
