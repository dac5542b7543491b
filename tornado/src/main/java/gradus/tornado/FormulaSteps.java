package gradus.tornado;

import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Formula.Step;
import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.Primitive;
import gradus.engine.Shape;
import java.util.List;

/// Computes a formula without a kernel of its own step by step: one launch for each step, with the
/// results in device memory. That takes more memory traffic than one kernel, but no transfer to the
/// CPU.
final class FormulaSteps {
  private final Elements elements;
  private final DeviceMemory floats;
  private final DeviceMemory ints;

  FormulaSteps(Elements elements, DeviceMemory floats, DeviceMemory ints) {
    this.elements = elements;
    this.floats = floats;
    this.ints = ints;
  }

  /// Runs an operation on floats; only the last step writes to the output.
  ///
  /// @return false if a step has no kernel
  boolean run(Elementwise op, List<Operand> inputs, Operand output) {
    if (op.formula().exact() != null || output.dtype() != DType.F32) {
      return false;
    }
    List<Step> steps = op.formula().steps();
    Operand[] values = new Operand[steps.size()];
    for (int i = 0; i < values.length; i++) {
      Step step = steps.get(i);
      boolean last = i == values.length - 1;
      Shape shape = output.shape();
      values[i] =
          switch (step.primitive()) {
            case INPUT, CONDITION -> inputs.get(step.index());
            case PARAMETER -> number(op.parameters().get(step.index()), shape);
            case CONSTANT -> number(step.number(), shape);
            default -> last ? output : temporary(step.primitive(), shape);
          };
      boolean computes = step.primitive().operands() > 0;
      if (computes && !compute(step, values, values[i])) {
        return false;
      }
      if (last && !computes && !elements.copy(values[i], output)) {
        return false;
      }
    }
    return true;
  }

  private Operand temporary(Primitive primitive, Shape shape) {
    boolean number = primitive.kind() == Primitive.Kind.NUMBER;
    return new Operand((number ? floats : ints).allocate(shape.size()), Layout.contiguous(shape));
  }

  private Operand number(double value, Shape shape) {
    Operand one = new Operand(floats.allocate(1), Layout.contiguous(Shape.SCALAR));
    elements.fill(value, one);
    return new Operand(one.storage(), one.layout().expand(shape));
  }

  private boolean compute(Step step, Operand[] values, Operand y) {
    List<Operand> x = step.operands().stream().map(i -> values[i]).toList();
    return switch (step.primitive()) {
      case NEG -> elements.run(DeviceKernel.UNARY, Opcode.NEG, x, y);
      case ABS -> elements.run(DeviceKernel.UNARY, Opcode.ABS, x, y);
      case SQRT -> elements.run(DeviceKernel.UNARY, Opcode.SQRT, x, y);
      case ADD -> elements.run(DeviceKernel.BINARY, Opcode.ADD, x, y);
      case SUB -> elements.run(DeviceKernel.BINARY, Opcode.SUB, x, y);
      case MUL -> elements.run(DeviceKernel.BINARY, Opcode.MUL, x, y);
      case DIV -> elements.run(DeviceKernel.BINARY, Opcode.DIV, x, y);
      case MIN -> elements.run(DeviceKernel.BINARY, Opcode.MINIMUM, x, y);
      case MAX -> elements.run(DeviceKernel.BINARY, Opcode.MAXIMUM, x, y);
      case FMA -> {
        Operand product = temporary(Primitive.MUL, y.shape());
        yield elements.run(DeviceKernel.BINARY, Opcode.MUL, x.subList(0, 2), product)
            && elements.run(DeviceKernel.BINARY, Opcode.ADD, List.of(product, x.get(2)), y);
      }
      case SELECT -> elements.run(DeviceKernel.WHERE, Opcode.FLOATS, x, y);
      case EQ -> elements.run(DeviceKernel.COMPARE, Opcode.EQ, x, y);
      case NE -> elements.run(DeviceKernel.COMPARE, Opcode.NE, x, y);
      case LT -> elements.run(DeviceKernel.COMPARE, Opcode.LT, x, y);
      case LE -> elements.run(DeviceKernel.COMPARE, Opcode.LE, x, y);
      case GT -> elements.run(DeviceKernel.COMPARE, Opcode.GT, x, y);
      case GE -> elements.run(DeviceKernel.COMPARE, Opcode.GE, x, y);
      case AND -> elements.run(DeviceKernel.INT_BINARY, Opcode.MUL, x, y);
      case OR -> elements.run(DeviceKernel.INT_BINARY, Opcode.MAXIMUM, x, y);
      case NOT -> not(x.getFirst(), y);
      case INPUT, CONDITION, PARAMETER, CONSTANT ->
          throw new AssertionError(step + " does not compute");
      case EXACT, ANY_BIT, BITS, TO_BITS, FROM_BITS, BITS_ADD, BITS_SUB -> false;
      case BITS_AND, BITS_OR, BITS_XOR, SHIFT_LEFT, SHIFT_RIGHT -> false;
    };
  }

  /// Whether a condition is 0: the product and the maximum of conditions count on 1 for true.
  private boolean not(Operand x, Operand y) {
    Operand zero = new Operand(ints.allocate(1), Layout.contiguous(Shape.SCALAR));
    elements.fill(0, zero);
    Operand everywhere = new Operand(zero.storage(), zero.layout().expand(y.shape()));
    return elements.run(DeviceKernel.INT_COMPARE, Opcode.EQ, List.of(x, everywhere), y);
  }
}
