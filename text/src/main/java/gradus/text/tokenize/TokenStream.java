package gradus.text.tokenize;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/// Decodes tokens that come one after another, such as those that a model generates. A token may be
/// a part of a character; a character's text is returned as soon as the character is complete.
///
/// The texts one after another, with [#end()] last, are the text of all tokens at once.
///
/// ```java
/// TokenStream stream = tokenizer.stream();
/// for (int id : ids) {
///   out.print(stream.next(id));
/// }
/// out.print(stream.end());
/// ```
public final class TokenStream {
  private static final byte[] NONE = {};

  private final IntFunction<byte[]> bytes;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /// The beginning of a character.
  private byte[] rest = NONE;

  /// Creates a decoder for a tokenizer.
  ///
  /// @param bytes the UTF-8 bytes of a token; called once for each token, in their order, so it may
  ///   depend on those before
  public TokenStream(IntFunction<byte[]> bytes) {
    this.bytes = bytes;
  }

  /// {@return the text that is complete with a token, often that of the token; may be empty}
  ///
  /// @param id the token
  /// @throws IllegalArgumentException if there is no such token; the decoder is then unchanged
  public String next(int id) {
    return decode(bytes.apply(id), false);
  }

  /// Ends the text. The decoder must not be used afterwards.
  ///
  /// @return U+FFFD if the last character is incomplete, otherwise an empty text
  public String end() {
    return decode(NONE, true);
  }

  private String decode(byte[] more, boolean end) {
    ByteBuffer in = ByteBuffer.allocate(rest.length + more.length).put(rest).put(more).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining());
    decoder.decode(in, out, end);
    if (end) {
      decoder.flush(out);
    }
    rest = new byte[in.remaining()];
    in.get(rest);
    return out.flip().toString();
  }
}
