package gradus.spark;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/// Local files on a disk that is full after a number of bytes.
public final class FullFileSystem extends RawLocalFileSystem {
  static final String CAPACITY = "test.capacity";

  private long left;

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    super.initialize(uri, configuration);
    left = configuration.getLong(CAPACITY, 0);
  }

  @Override
  public URI getUri() {
    return URI.create("full:///");
  }

  @Override
  public String getScheme() {
    return "full";
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return full(
        super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return full(super.create(path, overwrite, bufferSize, replication, blockSize, progress));
  }

  private FSDataOutputStream full(OutputStream file) throws IOException {
    return new FSDataOutputStream(
        new FilterOutputStream(file) {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int from, int count) throws IOException {
            int fits = (int) Math.min(left, count);
            out.write(bytes, from, fits);
            left -= fits;
            if (fits < count) {
              throw new IOException("No space left on device");
            }
          }
        },
        null);
  }
}
