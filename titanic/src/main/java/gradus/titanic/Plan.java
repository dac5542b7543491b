package gradus.titanic;

import gradus.engine.Generator;
import gradus.nn.Layer;
import java.util.function.Function;

/// One model of a recipe and how it is trained.
///
/// @param name by which people and files know it
/// @param family `linear`, `net` or `deep`, as `--model` has it
/// @param explanation what the model is, in a sentence
/// @param model makes it, with its initial values from a generator
/// @param lr the learning rate
/// @param epochs the number of steps
record Plan(
    String name,
    String family,
    String explanation,
    Function<Generator, Layer> model,
    double lr,
    int epochs) {}
