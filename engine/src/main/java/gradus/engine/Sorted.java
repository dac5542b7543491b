package gradus.engine;

/// The elements that [Tensor#sort] or [Tensor#topk] selects along an axis.
///
/// @param values the elements; their gradients go to where they come from
/// @param indices the indices along the axis at which they were, I32
public record Sorted(Tensor values, Tensor indices) {}
