package gradus.engine;

/// The distinct elements of a tensor; see [Tensor#unique].
///
/// @param values the distinct elements in ascending order, a vector without a gradient; NaN is
///   distinct from NaN, and last
/// @param inverse for each element of the tensor the index of its value, I32, of the tensor's shape
/// @param counts for each value the number of times that it occurs, I32
public record Unique(Tensor values, Tensor inverse, Tensor counts) {}
