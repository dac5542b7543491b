package gradus.spark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts the frames that go in one direction of a connection, or decrypts them, with AES-GCM.
///
/// A frame's nonce is the sender, the receiver and the number of frames before, so that none is
/// used twice with a stage's key, and a frame that is left out, repeated or changed is noticed.
final class Seal {
  /// The bytes that a frame gets longer by.
  static final int TAG = 16;

  private static final int NONCE = 12;

  private final Cipher cipher;
  private final SecretKeySpec key;
  private final int mode;
  private final short from;
  private final short to;
  private long frames;

  private Seal(int mode, byte[] key, int from, int to) throws GeneralSecurityException {
    this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    this.key = new SecretKeySpec(key, "AES");
    this.mode = mode;
    this.from = (short) from;
    this.to = (short) to;
  }

  /// {@return what encrypts the frames from one worker to another}
  ///
  /// @param key 32 bytes
  static Seal sender(byte[] key, int from, int to) throws GeneralSecurityException {
    return new Seal(Cipher.ENCRYPT_MODE, key, from, to);
  }

  /// {@return what decrypts the frames from one worker to another}
  ///
  /// @param key 32 bytes
  static Seal receiver(byte[] key, int from, int to) throws GeneralSecurityException {
    return new Seal(Cipher.DECRYPT_MODE, key, from, to);
  }

  /// Encrypts or decrypts the next frame.
  ///
  /// @param frame all of it; read to its end
  /// @param into takes the result
  /// @throws IOException if a frame to decrypt is not the one that was sent
  void apply(ByteBuffer frame, ByteBuffer into) throws IOException {
    try {
      ByteBuffer nonce = ByteBuffer.allocate(NONCE).putShort(from).putShort(to).putLong(frames++);
      cipher.init(mode, key, new GCMParameterSpec(8 * TAG, nonce.array()));
      cipher.doFinal(frame, into);
    } catch (GeneralSecurityException e) {
      throw new IOException("an encrypted message has been changed on its way", e);
    }
  }
}
