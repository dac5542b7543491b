package gradus.nn;

import gradus.engine.Tensor;
import gradus.nn.io.SafetensorsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// An optimiser: changes parameters to reduce a loss, using the gradients that `backward` computed.
///
/// ```java
/// optimizer.zeroGrad();
/// loss.apply(model.forward(x), y).backward();
/// optimizer.step();
/// ```
///
/// A subclass declares the buffers that it keeps of each parameter, and updates one parameter at a
/// time:
///
/// ```java
/// final class Adagrad extends Optimizer {
///   private double lr;
///
///   Adagrad(Collection<Tensor> parameters, double lr) {
///     super(parameters, false, new Buffer("sum", 0));
///     this.lr = lr;
///   }
///
///   protected void update(Tensor parameter, Tensor gradient, ParameterState state) {
///     Tensor sum = state.buffer("sum").addProductInPlace(1, gradient, gradient, 1);
///     parameter.addOverRootInPlace(-lr, gradient, sum, 1e-10);
///   }
///
///   public double lr() {
///     return lr;
///   }
///
///   public void lr(double lr) {
///     this.lr = lr;
///   }
/// }
/// ```
public abstract class Optimizer {
  private final String name = getClass().getSimpleName();
  private final List<Tensor> parameters;
  private final List<ParameterState> states = new ArrayList<>();

  /// A buffer that an optimizer keeps of each parameter.
  ///
  /// @param name its name in the optimizer's state, PyTorch's where there is one
  /// @param initial the value of its elements before the first step
  protected record Buffer(String name, double initial) {}

  /// Creates an optimizer and its state.
  ///
  /// @param parameters the parameters to change: leaves that require a gradient
  /// @param countsSteps whether the number of each parameter's steps is part of the state, as
  ///   `step`
  /// @param buffers the buffers to keep of each parameter
  /// @throws IllegalArgumentException if there are no parameters, one occurs twice, or one is not
  ///   such a leaf
  protected Optimizer(Collection<Tensor> parameters, boolean countsSteps, Buffer... buffers) {
    this.parameters = List.copyOf(parameters);
    if (parameters.isEmpty()) {
      throw rejected("there are no parameters to change");
    }
    Set<Tensor> seen = new HashSet<>();
    for (Tensor parameter : this.parameters) {
      if (!parameter.requiresGrad() || !parameter.isLeaf()) {
        throw rejected(
            String.format(
                Locale.ROOT,
                "parameter %d, %s, %s",
                seen.size(),
                parameter.spec(),
                parameter.isLeaf()
                    ? "doesn't require a gradient"
                    : "isn't a leaf, but the result of an operation"));
      }
      if (!seen.add(parameter)) {
        throw rejected(
            String.format(Locale.ROOT, "a parameter, %s, is there twice", parameter.spec()));
      }
      states.add(new ParameterState(parameter, countsSteps, List.of(buffers)));
    }
  }

  private IllegalArgumentException rejected(String message) {
    return new IllegalArgumentException(String.format(Locale.ROOT, "%s: %s", name, message));
  }

  /// Updates one parameter, in place. Nothing is recorded during this call.
  ///
  /// @param parameter the parameter
  /// @param gradient its gradient, which must not be changed
  /// @param state what is kept of the parameter; this step is counted already
  protected abstract void update(Tensor parameter, Tensor gradient, ParameterState state);

  /// {@return the learning rate}
  public abstract double lr();

  /// Sets the learning rate of the following steps, as a schedule does.
  ///
  /// @param lr the learning rate, not negative
  /// @throws IllegalArgumentException if it is negative or not finite
  public abstract void lr(double lr);

  /// {@return the parameters, in the order in which they were given}
  public final List<Tensor> parameters() {
    return parameters;
  }

  /// Updates each parameter that has a gradient, in place.
  public final void step() {
    Tensor.noGrad(() -> states.forEach(state -> update(state, state.parameter().grad())));
  }

  /// Updates the parameters by given gradients in place of their own, such as means over several
  /// workers.
  ///
  /// @param gradients one per parameter, in the order of [#parameters()], of its shape and type and
  ///   on its backend; null for a parameter that doesn't change
  /// @throws IllegalArgumentException if they do not match the parameters; nothing has then changed
  public final void step(List<Tensor> gradients) {
    if (gradients.size() != parameters.size()) {
      throw rejected(
          String.format(
              Locale.ROOT,
              "needs %d gradients, one per parameter, not %d",
              parameters.size(),
              gradients.size()));
    }
    for (int i = 0; i < parameters.size(); i++) {
      check(i, parameters.get(i), gradients.get(i));
    }
    Tensor.noGrad(
        () -> {
          for (int i = 0; i < parameters.size(); i++) {
            update(states.get(i), gradients.get(i));
          }
        });
  }

  private void check(int i, Tensor parameter, Tensor gradient) {
    if (gradient != null
        && (!gradient.spec().equals(parameter.spec())
            || gradient.backend() != parameter.backend())) {
      throw rejected(
          String.format(
              Locale.ROOT,
              "gradient %d is %s on %s, the parameter %s on %s",
              i,
              gradient.spec(),
              gradient.backend().name(),
              parameter.spec(),
              parameter.backend().name()));
    }
  }

  private void update(ParameterState state, Tensor gradient) {
    if (gradient != null) {
      state.countStep();
      update(state.parameter(), gradient, state);
    }
  }

  /// Clears the gradients of the parameters; otherwise the next `backward` adds to them.
  public final void zeroGrad() {
    parameters.forEach(Tensor::zeroGrad);
  }

  /// Returns the state of the optimiser between steps: copies, by the parameter's number and
  /// PyTorch's name, such as `0.exp_avg`. It does not contain the learning rate and other options.
  ///
  /// @return the state of every parameter; the initial one for a parameter that has not been
  ///   updated yet
  public final Map<String, Tensor> state() {
    return state(List.of(this));
  }

  /// Returns the states of several optimizers as one. The numbers of parameters go on from one
  /// optimizer to the next, as they do from group to group in PyTorch.
  static Map<String, Tensor> state(List<Optimizer> optimizers) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    int number = 0;
    for (Optimizer optimizer : optimizers) {
      for (ParameterState state : optimizer.states) {
        state.save(number++, all);
      }
    }
    return Collections.unmodifiableMap(all);
  }

  /// Restores a state; all of it or nothing.
  ///
  /// @param state a result of [#state()] of an optimiser of the same kind, for parameters of the
  ///   same shapes. A parameter that it has nothing of, as PyTorch has nothing of a parameter that
  ///   has not been updated, gets its initial state.
  /// @throws IllegalArgumentException if it does not match; nothing has then changed
  public final void load(Map<String, Tensor> state) {
    load(List.of(this), state);
  }

  /// Restores the states of several optimizers from one; all of it or nothing.
  static void load(List<Optimizer> optimizers, Map<String, Tensor> state) {
    Map<String, Tensor> rest = new LinkedHashMap<>(state);
    List<Runnable> changes = new ArrayList<>();
    int number = 0;
    for (Optimizer optimizer : optimizers) {
      try {
        for (ParameterState one : optimizer.states) {
          changes.add(one.load(number++, rest));
        }
      } catch (IllegalArgumentException e) {
        throw optimizer.rejected(e.getMessage());
      }
    }
    if (!rest.isEmpty()) {
      throw optimizers
          .getLast()
          .rejected(
              String.format(
                  Locale.ROOT,
                  "the state has %s, which this optimizer does not have",
                  SafetensorsException.quoted(rest.keySet().iterator().next())));
    }
    Tensor.noGrad(() -> changes.forEach(Runnable::run));
  }
}
