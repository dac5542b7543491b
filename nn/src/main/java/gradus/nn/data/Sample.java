package gradus.nn.data;

import gradus.engine.Tensor;

/// One sample: an input and its target. A batch stacks them along a new first axis.
///
/// @param x the input, such as an image (channels, height, width)
/// @param y the target, such as a label: a scalar, I32
public record Sample(Tensor x, Tensor y) {}
