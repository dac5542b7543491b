package gradus.lab;

import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The polynomial of a degree that comes closest to some points, by least squares.
///
/// Powers of x are nearly parallel to each other, so they are made perpendicular first, one after
/// the other (the modified Gram-Schmidt process: G. Golub and C. Van Loan, Matrix Computations,
/// section 5.2.8); the points' share of each direction is then a matter of one product.
final class Polynomial {
  private Polynomial() {}

  /// The closest polynomial's heights.
  ///
  /// @param x the points' places (n), F64
  /// @param y their heights (n)
  /// @param degree of the polynomial, less than n
  /// @param at other places (m)
  /// @return the heights there (m)
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
