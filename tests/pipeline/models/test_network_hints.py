import io
import zipfile
from pathlib import Path

import flatbuffers
import pytest
from ai_edge_litert import schema_py_generated as schema

from maskapp import paths
from maskapp.pipeline.models.network_hints import find_input_range, find_labels
from maskapp.records import MaskLabel


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bytes_in", (0.0, 255.0)),
        ("unit_in", (0.0, 1.0)),
        ("quantized_bytes", (0.0, 255.0)),
        ("quantized_signed", (-1.0, 1.0)),
        ("brightness", None),
        ("colours", None),
        ("grey", None),
    ],
)
def test_the_input_range_is_found(network_dir: Path, name: str, expected) -> None:
    assert find_input_range((network_dir / f"{name}.tflite").read_bytes()) == expected


def test_the_built_in_models_tell_none() -> None:
    assert find_input_range(paths.default_model().read_bytes()) is None


def test_an_input_of_large_integers_takes_bytes(network_dir: Path) -> None:
    content = (network_dir / "brightness.tflite").read_bytes()
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    graph = model.subgraphs[0]
    graph.tensors[graph.inputs[0]].type = schema.TensorType.INT32
    assert find_input_range(packed(model)) == (0.0, 255.0)


def test_metadata_tells_the_range(network_dir: Path) -> None:
    content = (network_dir / "brightness.tflite").read_bytes()
    for mean, deviation, expected in ((127.5, 127.5, (-1, 1)), (0, 255, (0, 1)), (0, 1, (0, 255))):
        assert find_input_range(with_metadata(content, mean, deviation)) == expected
    assert find_input_range(with_metadata(content, 0, 0)) is None


def test_damaged_metadata_is_ignored(network_dir: Path) -> None:
    content = with_metadata((network_dir / "brightness.tflite").read_bytes(), 0, 1)
    at = content.index(b"M001") - 4
    for damage in (b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\x01\0\0\0"):
        assert find_input_range(content[:at] + damage + content[at + 4 :]) is None


def test_labels_packed_into_the_file_are_found(network_dir: Path) -> None:
    content = (network_dir / "brightness.tflite").read_bytes()
    assert find_labels(content) is None
    for text, labels in (
        ("No Mask\nMask\n", (MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK)),
        ("cat\ndog\n", None),
    ):
        packed = io.BytesIO(content)
        with zipfile.ZipFile(packed, "a") as archive:
            archive.writestr("labels.txt", text)
        assert find_labels(packed.getvalue()) == labels


def with_metadata(content: bytes, mean: float, deviation: float) -> bytes:
    """Return a `.tflite` file with the metadata of a normalized input."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    buffer, entry = schema.BufferT(), schema.MetadataT()
    buffer.data = list(normalization(mean, deviation))
    entry.name, entry.buffer = b"TFLITE_METADATA", len(model.buffers)
    model.buffers.append(buffer)
    model.metadata = [*(model.metadata or []), entry]
    return packed(model)


def packed(model: schema.ModelT) -> bytes:
    builder = flatbuffers.Builder()
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def normalization(mean: float, deviation: float) -> bytes:
    """Return metadata as by `metadata_schema.fbs`: subgraph → input → unit → normalization."""
    builder = flatbuffers.Builder()

    def table(**fields) -> int:
        builder.StartObject(12)
        for name, value in fields.items():
            slot = int(name[1:])
            if name.startswith("b"):
                builder.PrependUint8Slot(slot, value, 0)
            else:
                builder.PrependUOffsetTRelativeSlot(slot, value, 0)
        return builder.EndObject()

    def tables(item: int) -> int:
        builder.StartVector(4, 1, 4)
        builder.PrependUOffsetTRelative(item)
        return builder.EndVector()

    def floats(value: float) -> int:
        builder.StartVector(4, 1, 4)
        builder.PrependFloat32(value)
        return builder.EndVector()

    means, deviations = floats(mean), floats(deviation)
    options = table(o0=means, o1=deviations)
    unit = table(b0=1, o1=options)
    tensor = table(o4=tables(unit))
    subgraph = table(o2=tables(tensor))
    builder.Finish(table(o3=tables(subgraph)), b"M001")
    return bytes(builder.Output())
