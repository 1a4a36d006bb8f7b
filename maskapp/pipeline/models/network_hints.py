"""What a `.tflite` file tells about its input and outputs, beyond their shapes.

Many networks scale their input by their first layers, such as Rescaling or the `preprocess_input`
of Keras' applications; in the file these are multiplications and additions of constants. Others
are quantized, or carry metadata (https://ai.google.dev/edge/litert/conversion/tensorflow/metadata).
"""

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from flatbuffers import number_types as numbers
from flatbuffers.table import Table
from numpy.typing import NDArray

from maskapp.pipeline.models.labels_file import label_lines, parse_labels
from maskapp.records import MaskLabel

InputRange = tuple[float, float]

_BYTES: InputRange = (0.0, 255.0)
_UNIT: InputRange = (0.0, 1.0)
_SIGNED_UNIT: InputRange = (-1.0, 1.0)

_Operator = schema.BuiltinOperator
_ARITHMETIC = {_Operator.MUL: "*", _Operator.DIV: "/", _Operator.ADD: "+", _Operator.SUB: "-"}
_VALUE_KEEPING = {
    *(_Operator.CAST, _Operator.QUANTIZE, _Operator.DEQUANTIZE, _Operator.RESHAPE),
    *(_Operator.RESIZE_BILINEAR, _Operator.RESIZE_NEAREST_NEIGHBOR, _Operator.TRANSPOSE),
    *(_Operator.STRIDED_SLICE, _Operator.REVERSE_V2, _Operator.GATHER),
}
_TYPES = {
    schema.TensorType.FLOAT32: np.float32,
    schema.TensorType.FLOAT16: np.float16,
    schema.TensorType.INT8: np.int8,
    schema.TensorType.UINT8: np.uint8,
}
_LARGE_INTEGERS = {schema.TensorType.INT16, schema.TensorType.INT32, schema.TensorType.INT64}
_LONGEST_HEAD = 12  # operators
_MOST_LABEL_BYTES = 1 << 16
_UNREADABLE = (
    *(struct.error, IndexError, ValueError, TypeError, AttributeError),
    *(ArithmeticError, RecursionError),
)


def find_input_range(content: bytes) -> InputRange | None:
    """Return what a network takes for black and for full brightness.

    Args:
        content: Content of a `.tflite` file that LiteRT can read.

    Returns:
        None if the network does not tell.
    """
    try:
        model = schema.Model.GetRootAs(content, 0)
        return (
            _range_of_metadata(model)
            or _range_of_quantized(model)
            or _range_of_head(model)
            or _range_of_whole_numbers(model)
        )
    except _UNREADABLE:  # LiteRT checks neither the metadata nor all of the rest
        return None


def find_labels(content: bytes) -> tuple[MaskLabel, ...] | None:
    """Return the labels in the files that are packed into a `.tflite` file; None without any."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            files = [file for file in packed.infolist() if file.filename.endswith(".txt")]
            texts = [packed.open(file).read(_MOST_LABEL_BYTES) for file in files[:8]]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, *_UNREADABLE):
        return None
    return next((labels for text in texts if (labels := parse_labels(label_lines(text)))), None)


def _range_of_metadata(model: Any) -> InputRange | None:
    """Return the range by the mean and deviation in the metadata."""
    for index in range(model.MetadataLength()):
        entry = model.Metadata(index)
        if entry.Name() != b"TFLITE_METADATA":
            continue
        data = model.Buffers(entry.Buffer()).DataAsNumpy().tobytes()
        root = Table(data, struct.unpack_from("<I", data)[0])
        for subgraph in _tables(root, 3):
            for tensor in _tables(subgraph, 2):
                for unit in _tables(tensor, 4):
                    if (found := _range_of_normalization(unit)) is not None:
                        return found
    return None


def _range_of_normalization(unit: Table) -> InputRange | None:
    kind, value = (unit.Offset(4 + 2 * field) for field in (0, 1))
    if not kind or not value or unit.Get(numbers.Uint8Flags, kind + unit.Pos) != 1:
        return None
    options = Table(unit.Bytes, unit.Indirect(value + unit.Pos))
    means, deviations = (
        [
            options.Get(numbers.Float32Flags, options.Vector(at) + 4 * index)
            for index in range(options.VectorLen(at))
        ]
        for at in (options.Offset(4), options.Offset(6))
        if at
    )
    mean, deviation = sum(means) / len(means), sum(deviations) / len(deviations)
    return ((0 - mean) / deviation, (255 - mean) / deviation) if deviation > 0 else None


def _tables(table: Table, field: int) -> Iterator[Table]:
    """Yield the tables in a field of type vector."""
    at = table.Offset(4 + 2 * field)
    for index in range(table.VectorLen(at) if at else 0):
        yield Table(table.Bytes, table.Indirect(table.Vector(at) + 4 * index))


def _range_of_quantized(model: Any) -> InputRange | None:
    """Return the nearest usual range, if the input is of integers."""
    graph = model.Subgraphs(0)
    tensor = graph.Tensors(graph.Inputs(0))
    limits = {schema.TensorType.UINT8: (0, 255), schema.TensorType.INT8: (-128, 127)}
    if tensor.Type() not in limits:
        return None
    quantization = tensor.Quantization()
    least, most = limits[tensor.Type()]
    if quantization is None or quantization.ScaleLength() == 0:
        return float(least), float(most)
    scale, zero = quantization.Scale(0), quantization.ZeroPoint(0)
    low, high = scale * (least - zero), scale * (most - zero)
    return min(
        (_BYTES, _UNIT, _SIGNED_UNIT),
        key=lambda usual: abs(usual[0] - low) + abs(usual[1] - high),
    )


def _range_of_whole_numbers(model: Any) -> InputRange | None:
    """Return the bytes' range for an input of large integers, which [-1, 1] would not fill."""
    graph = model.Subgraphs(0)
    return _BYTES if graph.Tensors(graph.Inputs(0)).Type() in _LARGE_INTEGERS else None


def _range_of_head(model: Any) -> InputRange | None:
    """Return the range that the network's first operators bring to about [-1, 1] or [0, 1]."""
    graph = model.Subgraphs(0)
    current, scale, offset = graph.Inputs(0), 1.0, 0.0
    for _ in range(_LONGEST_HEAD):
        operator = _only_consumer(graph, current)
        kind = None if operator is None else _kind(model, operator)
        if kind in _ARITHMETIC:
            constant, is_first = _constant(model, graph, operator, current)
            if constant is None or (kind in {_Operator.DIV, _Operator.SUB} and not is_first):
                break
            if kind in {_Operator.MUL, _Operator.DIV}:
                factor = constant if kind == _Operator.MUL else 1 / constant
                scale, offset = scale * factor, offset * factor
            else:
                offset += constant if kind == _Operator.ADD else -constant
        elif kind not in _VALUE_KEEPING:
            break
        current = operator.Outputs(0)
    return _usual_range(scale, offset)


def _usual_range(scale: float, offset: float) -> InputRange | None:
    """Return the range that x * scale + offset is meant for; None if that is not clear."""
    if (scale, offset) == (1.0, 0.0) or scale <= 0:
        return None
    centre = -offset / scale
    if scale < 0.1 or 80 <= centre <= 170:
        return _BYTES
    if scale >= 1.5 and 0.3 <= centre <= 0.7:
        return _UNIT
    return _SIGNED_UNIT if abs(centre + 1) < 0.1 else None


def _only_consumer(graph: Any, tensor: int) -> Any:
    consumers = [
        operator
        for index in range(graph.OperatorsLength())
        if tensor in (operator := graph.Operators(index)).InputsAsNumpy()
    ]
    return consumers[0] if len(consumers) == 1 else None


def _kind(model: Any, operator: Any) -> int:
    code = model.OperatorCodes(operator.OpcodeIndex())
    return max(int(code.BuiltinCode()), int(code.DeprecatedBuiltinCode()))


def _constant(model: Any, graph: Any, operator: Any, current: int) -> tuple[float | None, bool]:
    """Return the mean of an operator's constant, and whether the current tensor is its first."""
    first, second = operator.Inputs(0), operator.Inputs(1)
    values = _values(model, graph, second if first == current else first)
    return (None if values is None else float(values.mean())), first == current


def _values(model: Any, graph: Any, tensor: int) -> NDArray[np.float64] | None:
    """Return the values of a constant tensor; None if it is computed."""
    for index in range(graph.OperatorsLength()):
        producer = graph.Operators(index)
        if producer.Outputs(0) == tensor:
            is_packed = _kind(model, producer) == _Operator.DEQUANTIZE
            return _values(model, graph, producer.Inputs(0)) if is_packed else None
    constant = graph.Tensors(tensor)
    buffer = model.Buffers(constant.Buffer())
    if buffer.DataLength() == 0 or constant.Type() not in _TYPES:
        return None
    values = np.frombuffer(buffer.DataAsNumpy().tobytes(), _TYPES[constant.Type()])
    quantization = constant.Quantization()
    if quantization is not None and quantization.ScaleLength() == 1:
        steps = values.astype(np.float64) - quantization.ZeroPoint(0)
        return np.asarray(steps * quantization.Scale(0))
    return values.astype(np.float64)
