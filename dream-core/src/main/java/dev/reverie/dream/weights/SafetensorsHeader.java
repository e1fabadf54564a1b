package dev.reverie.dream.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a safetensors header says, after checking that the file keeps to it.
 *
 * @param dataStart where in the file the numbers begin
 * @param entries the tensors by name, in the order of their data, which together cover exactly the
 *     rest of the file
 * @param metadata the notes
 */
record SafetensorsHeader(int dataStart, Map<String, Entry> entries, Map<String, String> metadata) {
  /** The format's own limit: a header longer than this is no header. */
  static final int MAX_LENGTH = 100_000_000;

  private static final int LENGTH_BYTES = 8;

  /**
   * One tensor.
   *
   * @param begin its first byte, counted from {@link SafetensorsHeader#dataStart}
   * @param end one past its last byte
   */
  record Entry(String name, DType dtype, List<Integer> shape, int begin, int end) {
    /** How many numbers it holds. */
    int size() {
      return (end - begin) / dtype.bytes();
    }
  }

  /**
   * @param file the whole file, from 0 to the limit; not modified
   * @param source what to call it in messages
   * @throws WeightsException if anything about it is wrong
   */
  static SafetensorsHeader parse(ByteBuffer file, String source) {
    return new Checker(source, file.limit()).parse(file);
  }

  private record Checker(String source, int fileSize) {
    SafetensorsHeader parse(ByteBuffer file) {
      if (fileSize < LENGTH_BYTES) {
        throw cutShort("at least " + LENGTH_BYTES);
      }
      long length = file.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong(0);
      if (length < 2 || length > MAX_LENGTH) {
        throw new WeightsException(
            source
                + " is not a safetensors file: it claims a header of "
                + Long.toUnsignedString(length)
                + " bytes, and a header has 2 to "
                + MAX_LENGTH
                + "; give the path of a .safetensors file");
      }
      long dataStart = LENGTH_BYTES + length;
      if (dataStart > fileSize) {
        throw cutShort("at least " + dataStart);
      }
      byte[] json = new byte[(int) length];
      file.get(LENGTH_BYTES, json);
      SafetensorsJson claims = SafetensorsJson.read(json, source);
      return new SafetensorsHeader(
          (int) dataStart,
          Collections.unmodifiableMap(entries(claims.tensors(), dataStart)),
          Collections.unmodifiableMap(claims.metadata()));
    }

    private Map<String, Entry> entries(List<SafetensorsJson.Claim> claims, long dataStart) {
      List<SafetensorsJson.Claim> inOrder = new ArrayList<>(claims);
      inOrder.sort(
          Comparator.comparingLong(SafetensorsJson.Claim::begin)
              .thenComparingLong(SafetensorsJson.Claim::end));
      Map<String, Entry> entries = new LinkedHashMap<>();
      long dataEnd = 0;
      for (SafetensorsJson.Claim claim : inOrder) {
        if (claim.begin() != dataEnd) {
          throw damaged(
              claim,
              claim.begin() < dataEnd
                  ? "overlaps the one before it"
                  : "leaves a gap of " + (claim.begin() - dataEnd) + " bytes before it");
        }
        if (claim.end() < claim.begin() || claim.end() - claim.begin() != byteSize(claim)) {
          throw damaged(
              claim,
              "claims the bytes "
                  + claim.begin()
                  + " to "
                  + claim.end()
                  + ", which is not the size of "
                  + claim.dtype()
                  + claim.shape());
        }
        dataEnd = claim.end();
        if (dataEnd > fileSize - dataStart) {
          continue; // the sum of all is what the message is to say
        }
        List<Integer> shape = claim.shape().stream().map(Math::toIntExact).toList();
        entries.put(
            claim.name(),
            new Entry(claim.name(), claim.dtype(), shape, (int) claim.begin(), (int) dataEnd));
      }
      long left = fileSize - dataStart - dataEnd;
      if (left < 0) {
        throw cutShort(Long.toUnsignedString(dataStart + dataEnd));
      }
      if (left > 0) {
        throw new WeightsException(
            source
                + " is damaged: "
                + (dataStart + dataEnd)
                + " bytes expected, "
                + fileSize
                + " found; download it again");
      }
      return entries;
    }

    /** What its kind and shape come to; at least 0. */
    private long byteSize(SafetensorsJson.Claim claim) {
      long size = claim.dtype().bytes();
      for (long dim : claim.shape()) {
        if (dim < 0 || dim > Integer.MAX_VALUE) {
          throw damaged(claim, "has the shape " + claim.shape());
        }
        if (dim != 0 && size > Long.MAX_VALUE / dim) {
          throw damaged(claim, "is impossibly large: " + claim.shape());
        }
        size *= dim;
      }
      return size;
    }

    private WeightsException cutShort(String expected) {
      return new WeightsException(
          source
              + " is cut short: "
              + expected
              + " bytes expected, "
              + fileSize
              + " found; download it again");
    }

    private WeightsException damaged(SafetensorsJson.Claim claim, String how) {
      return new WeightsException(
          source + " is damaged: tensor '" + claim.name() + "' " + how + "; download it again");
    }
  }
}
