package gradus.spark;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What only the workers of one attempt at a stage know: they prove it to each other without saying
/// it, and derive the key of their connections from it.
record Secret(byte[] bytes) {
  /// The length of a proof and of a key, in bytes.
  static final int PROOF = 32;

  /// {@return a new one}
  static Secret random() {
    byte[] bytes = new byte[PROOF];
    new SecureRandom().nextBytes(bytes);
    return new Secret(bytes);
  }

  /// {@return the secret that [#toString] of another worker's returned}
  static Secret parse(String text) {
    return new Secret(HexFormat.of().parseHex(text));
  }

  /// {@return a proof that one worker gives to another}
  ///
  /// @param purpose of the proof
  byte[] proof(String purpose, int from, int to) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
      mac.update(purpose.getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(ByteBuffer.allocate(8).putInt(from).putInt(to).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// {@return the key of all connections; see [Seal]}
  byte[] key() {
    return proof("key", 0, 0);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
