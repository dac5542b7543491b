package consumer;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.Tensor;
import gradus.testkit.BackendContract;
import gradus.testkit.GradientCheck;
import java.util.Locale;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/// Holds a backend to the contract, and says how many properties it has and how many failed.
public final class Main {
  private Main() {}

  static class ContractTest extends BackendContract {
    @Override
    protected Backend backend() {
      return Backends.named("reference");
    }
  }

  static void main() {
    GradientCheck.of(in -> in.getFirst().tanh()).near(Tensor.of(0.5, 2));
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(ContractTest.class))
            .configurationParameter("jqwik.tries.default", "3")
            .configurationParameter("jqwik.database", "")
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    listener.getSummary().getFailures().forEach(f -> f.getException().printStackTrace());
    System.out.println(
        String.format(
            Locale.ROOT,
            "%s: %d succeeded, %d failed",
            Main.class.getModule(),
            listener.getSummary().getTestsSucceededCount(),
            listener.getSummary().getTestsFailedCount()));
  }
}
