package dev.reverie.bench;

import dev.reverie.dream.network.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import onnx.Onnx;
import org.nd4j.shade.protobuf.ByteString;

/** A graph in the ONNX format that is being written: its nodes, and the numbers they need. */
final class OnnxGraph {
  /** Old enough for every reader, new enough for what is used here. */
  private static final int OPERATOR_SET = 13;

  private static final int FORMAT = 7; // the file format that goes with that operator set

  private final Onnx.GraphProto.Builder graph = Onnx.GraphProto.newBuilder().setName("dream");

  /** A value that is given to each run. */
  void input(String name, Shape shape) {
    graph.addInput(value(name, shape));
  }

  /** A value that each run gives. */
  void output(String name, Shape shape) {
    graph.addOutput(value(name, shape));
  }

  /** Numbers that are the same in each run. */
  String constant(String name, FloatBuffer values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values.duplicate());
    return constant(name, bytes, Onnx.TensorProto.DataType.FLOAT, shape);
  }

  /** A list of whole numbers that is the same in each run. */
  String constant(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(LongBuffer.wrap(values));
    return constant(name, bytes, Onnx.TensorProto.DataType.INT64, values.length);
  }

  private String constant(
      String name, ByteBuffer bytes, Onnx.TensorProto.DataType type, long... shape) {
    Onnx.TensorProto.Builder tensor =
        Onnx.TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    for (long side : shape) {
      tensor.addDims(side);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** A node; its name is its first output's. */
  Attributes node(String operator, List<String> inputs, String... outputs) {
    Onnx.NodeProto.Builder node =
        graph.addNodeBuilder().setOpType(operator).setName(outputs[0]).addAllInput(inputs);
    node.addAllOutput(List.of(outputs));
    return new Attributes(node);
  }

  /** What says how a node works. */
  static final class Attributes {
    private final Onnx.NodeProto.Builder node;

    private Attributes(Onnx.NodeProto.Builder node) {
      this.node = node;
    }

    Attributes ints(String name, long... values) {
      Onnx.AttributeProto.Builder attribute =
          attribute(name, Onnx.AttributeProto.AttributeType.INTS);
      for (long value : values) {
        attribute.addInts(value);
      }
      return this;
    }

    Attributes number(String name, long value) {
      attribute(name, Onnx.AttributeProto.AttributeType.INT).setI(value);
      return this;
    }

    Attributes real(String name, double value) {
      attribute(name, Onnx.AttributeProto.AttributeType.FLOAT).setF((float) value);
      return this;
    }

    Attributes text(String name, String value) {
      attribute(name, Onnx.AttributeProto.AttributeType.STRING)
          .setS(ByteString.copyFrom(value, StandardCharsets.UTF_8));
      return this;
    }

    private Onnx.AttributeProto.Builder attribute(
        String name, Onnx.AttributeProto.AttributeType type) {
      return node.addAttributeBuilder().setName(name).setType(type);
    }
  }

  /** The file. */
  byte[] file() {
    Onnx.ModelProto.Builder model =
        Onnx.ModelProto.newBuilder().setIrVersion(FORMAT).setProducerName("reverie");
    model.addOpsetImportBuilder().setDomain("").setVersion(OPERATOR_SET);
    return model.setGraph(graph).build().toByteArray();
  }

  private static Onnx.ValueInfoProto value(String name, Shape shape) {
    Onnx.TypeProto.Tensor.Builder tensor =
        Onnx.TypeProto.Tensor.newBuilder().setElemType(Onnx.TensorProto.DataType.FLOAT.getNumber());
    for (long side : new long[] {1, shape.channels(), shape.height(), shape.width()}) {
      tensor.getShapeBuilder().addDimBuilder().setDimValue(side);
    }
    return Onnx.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(Onnx.TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
