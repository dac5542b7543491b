package gradus.lab;

import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Fits polynomials by least squares.
///
/// Powers of x are nearly collinear, so they are orthogonalised first, with the modified
/// Gram-Schmidt process (G. Golub and C. Van Loan, Matrix Computations, section 5.2.8). Then each
/// coefficient is a dot product.
final class Polynomial {
  private Polynomial() {}

  /// Evaluates the best-fitting polynomial.
  ///
  /// @param x the x coordinates of the points (n), F64
  /// @param y their y coordinates (n)
  /// @param degree the degree of the polynomial, less than n
  /// @param at the x coordinates to evaluate it at (m)
  /// @return its values there (m)
  static Tensor through(Tensor x, Tensor y, int degree, Tensor at) {
    List<Tensor> directions = new ArrayList<>();
    List<Tensor> elsewhere = new ArrayList<>();
    Tensor rest = y;
    Tensor heights = at.mul(0);
    for (int power = 0; power <= degree; power++) {
      Tensor here = x.pow(power);
      Tensor there = at.pow(power);
      for (int i = 0; i < directions.size(); i++) {
        Tensor share = here.mul(directions.get(i)).sum();
        here = here.sub(directions.get(i).mul(share));
        there = there.sub(elsewhere.get(i).mul(share));
      }
      Tensor length = here.square().sum().sqrt();
      directions.add(here.div(length));
      elsewhere.add(there.div(length));
      Tensor share = rest.mul(directions.getLast()).sum();
      rest = rest.sub(directions.getLast().mul(share));
      heights = heights.add(elsewhere.getLast().mul(share));
    }
    return heights;
  }
}
