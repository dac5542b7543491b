package gradus.testkit;

import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.opentest4j.TestAbortedException;

/// Skips the contract if its backend is unusable. For jqwik an aborted try is only one of many, and
/// a property without others fails.
final class SkippedIfAborted implements SkipExecutionHook {
  @Override
  public SkipResult shouldBeSkipped(LifecycleContext context) {
    Class<?> test = context.optionalContainerClass().orElse(null);
    if (test == null || !BackendContract.class.isAssignableFrom(test)) {
      return SkipResult.doNotSkip();
    }
    try {
      ((BackendContract) context.newInstance(test)).backend();
      return SkipResult.doNotSkip();
    } catch (TestAbortedException e) {
      return SkipResult.skip(e.getMessage());
    }
  }

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }
}
