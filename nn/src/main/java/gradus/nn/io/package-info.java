/// Files of tensors: the safetensors format, and files that are written whole or not at all.
///
/// Start with [gradus.nn.io.Safetensors].
package gradus.nn.io;
