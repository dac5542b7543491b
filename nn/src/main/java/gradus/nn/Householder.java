package gradus.nn;

/// The QR decomposition by Householder's reflections: G. Golub, C. Van Loan: *Matrix Computations*,
/// section on Householder QR.
final class Householder {
  private Householder() {}

  /// Replaces vectors by orthonormal ones, of which the first k span the same space as the first k
  /// given, and each has a positive product with the one it replaces.
  ///
  /// @param vectors linearly independent, at most as many as they have elements
  static void orthogonalize(double[][] vectors) {
    int count = vectors.length;
    // The reflections: I - v vᵀ, where v has the length √2 and starts with k zeros.
    double[][] reflections = new double[count][];
    double[] signs = new double[count];
    for (int k = 0; k < count; k++) {
      double[] v = vectors[k].clone();
      for (int j = 0; j < k; j++) {
        reflect(v, reflections[j], j);
      }
      double square = 0;
      for (int i = k; i < v.length; i++) {
        square += v[i] * v[i];
      }
      double length = Math.sqrt(square);
      // The vector is mapped to -sign · length along axis k, so that nothing cancels.
      double sign = v[k] < 0 ? -1 : 1;
      signs[k] = -sign;
      double first = v[k] + sign * length;
      double scale = first == 0 ? 0 : 1 / Math.sqrt(length * Math.abs(first));
      for (int i = 0; i < v.length; i++) {
        v[i] = i < k ? 0 : (i == k ? first : v[i]) * scale;
      }
      reflections[k] = v;
    }
    for (int k = 0; k < count; k++) {
      double[] q = new double[vectors[k].length];
      q[k] = signs[k];
      for (int j = k; j >= 0; j--) {
        reflect(q, reflections[j], j);
      }
      vectors[k] = q;
    }
  }

  private static void reflect(double[] x, double[] v, int from) {
    double product = 0;
    for (int i = from; i < x.length; i++) {
      product += x[i] * v[i];
    }
    for (int i = from; i < x.length; i++) {
      x[i] -= product * v[i];
    }
  }
}
