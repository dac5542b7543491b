package gradus.nn.data;

import gradus.engine.Generator;
import gradus.engine.Tensor;

/// A change of the input of a sample, such as an augmentation of an image.
///
/// The transforms of this package take images (channels, height, width), F32, and return such
/// images. Their parameters are torchvision's, and those that are not random compute what
/// torchvision does for tensors.
@FunctionalInterface
public interface Transform {
  /// Applies the transform.
  ///
  /// @param x the input, which must not be changed
  /// @param random the random number generator of this sample in this epoch
  /// @return the changed input
  Tensor apply(Tensor x, Generator random);

  /// {@return the transforms one after another, on one random number generator}
  ///
  /// @param transforms the transforms, in the order in which they are applied
  static Transform compose(Transform... transforms) {
    Transform[] all = transforms.clone();
    return (x, random) -> {
      Tensor changed = x;
      for (Transform transform : all) {
        changed = transform.apply(changed, random);
      }
      return changed;
    };
  }
}
