package uk.ac.manchester.tornado.api;

/// A signature to compile against. Where a kernel runs as plain Java, a class that extends this
/// says which work item it is.
public class KernelContext {
  /// This work item's number among all.
  public final Integer globalIdx;

  /// How many work items there are.
  public final Integer globalGroupSizeX;

  /// This work group's number.
  public final Integer groupIdx;

  /// This work item's number in its group.
  public final Integer localIdx;

  /// How many work items a group has.
  public final Integer localGroupSizeX;

  /// A context that is of no work item yet.
  public KernelContext() {
    this(0, 1, 1);
  }

  /// The context of a work item; TornadoVM's class has no such constructor.
  ///
  /// @param item the work item's number among all
  /// @param groupSize how many items a group has
  /// @param items how many items there are
  protected KernelContext(int item, int groupSize, int items) {
    globalIdx = item;
    globalGroupSizeX = items;
    groupIdx = item / groupSize;
    localIdx = item % groupSize;
    localGroupSizeX = groupSize;
  }

  /// Waits for the other work items of the group.
  public void localBarrier() {
    throw Signature.only();
  }

  /// Memory that the group shares.
  ///
  /// @param size elements
  /// @return the same array for each work item of the group
  public float[] allocateFloatLocalArray(int size) {
    throw Signature.only();
  }
}
