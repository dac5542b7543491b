package gradus.spark;

import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/// The partitions of another RDD, which are computed only if a task asks for the first row: a
/// worker that still has its rows from the job before does not sort them again.
final class LazyRows extends RDD<byte[]> {
  private static final long serialVersionUID = 1;

  private static final ClassTag<byte[]> BYTES = ClassTag$.MODULE$.apply(byte[].class);

  LazyRows(RDD<byte[]> rows) {
    super(rows, BYTES);
  }

  @Override
  public Partition[] getPartitions() {
    return firstParent(BYTES).partitions();
  }

  /// A host that is not there, so that Spark doesn't let some tasks of a barrier stage wait for the
  /// hosts of most of their rows, and the others for them.
  @Override
  public Seq<String> getPreferredLocations(Partition partition) {
    return CollectionConverters.asScala(List.of("any")).toSeq();
  }

  @Override
  public Iterator<byte[]> compute(Partition partition, TaskContext context) {
    RDD<byte[]> parent = firstParent(BYTES);
    return new AbstractIterator<>() {
      private Iterator<byte[]> rows;

      @Override
      public boolean hasNext() {
        if (rows == null) {
          rows = parent.iterator(partition, context);
        }
        return rows.hasNext();
      }

      @Override
      public byte[] next() {
        return hasNext() ? rows.next() : Iterator.<byte[]>empty().next();
      }
    };
  }
}
