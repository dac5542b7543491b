package gradus.engine.simd;

/// What a convolution does along a spatial axis, without gaps between the elements: output i and
/// tap t meet at element `i·stride + t·dilation - low`, which is 0 if there is no such element.
///
/// @param length the number of elements
/// @param taps the number of taps
/// @param outputs the number of outputs
/// @param stride the step between windows
/// @param dilation the step between taps
/// @param low the number of zeros before the first element; negative if so many are left out
record WindowAxis(int length, int taps, int outputs, int stride, int dilation, int low) {
  /// {@return the same with the outputs as taps and the taps as outputs}
  WindowAxis exchanged() {
    return new WindowAxis(length, outputs, taps, dilation, stride, low);
  }
}
