/// Tokenizers, which turn text into the numbers that a network reads, and numbers into text.
///
/// Start with [gradus.text.tokenize.Tokenizer].
package gradus.text.tokenize;
