/// The generation of text by a causal language model, token by token.
package gradus.text.generate;
