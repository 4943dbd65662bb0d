"""Models of random weights under .albert4j/benchmarks/models, kept for the next script, and the forms of them that ONNX
Runtime and OpenVINO read, each made in the model's folder by a process of its own:

    python3 benchmarks/exports.py onnx-plain|onnx-fused|onnx-int8|openvino FOLDER

The fused graph is made of the plain one, and the one in int8 of the fused one.
"""

import hashlib
import json
import pathlib
import shutil
import sys

from peers import PARTS, PYTORCH, RUNTIMES, SHARED, cpu_flags
from shapes import write_model

MODELS = PARTS / "models"


def model(shape):
    """The folder of a shape's model; one that other scripts or versions made is thrown away."""
    sources = [pathlib.Path(__file__).with_name(name).read_bytes() for name in ("shapes.py", "exports.py")]
    made_by = hashlib.sha256(b"".join(sources) + " ".join(PYTORCH + RUNTIMES).encode()).hexdigest()[:8]
    folder = MODELS / f"{shape}-{made_by}"
    if not folder.exists():
        for old in MODELS.glob(f"{shape}-*"):
            shutil.rmtree(old)
        new = MODELS / f"{shape}-new"
        new.mkdir(parents=True)
        write_model(new, shape)
        vocabulary = SHARED / "vocab" / "spiece.model"
        if vocabulary.exists():  # for commands that read text
            shutil.copyfile(vocabulary, new / vocabulary.name)
        new.rename(folder)
    return folder


def export_plain(folder, made):
    import torch
    import transformers

    class LastHiddenState(torch.nn.Module):
        def __init__(self, encoder):
            super().__init__()
            self.encoder = encoder

        def forward(self, input_ids, attention_mask):
            return self.encoder(input_ids, attention_mask=attention_mask).last_hidden_state

    eager = transformers.AlbertModel.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32).eval()
    ids = torch.randint(5, 30000, (2, 16))
    axes = {name: {0: "batch", 1: "length"} for name in ("input_ids", "attention_mask", "last_hidden_state")}
    torch.onnx.export(
        LastHiddenState(eager), (ids, torch.ones_like(ids)), str(made / "model.onnx"), dynamo=False, opset_version=18,
        input_names=["input_ids", "attention_mask"], output_names=["last_hidden_state"], dynamic_axes=axes)


def export_fused(folder, made):
    """What ONNX Runtime's optimizer makes of the plain graph; gives how many operators it fused."""
    from onnxruntime.transformers import optimizer

    config = json.loads((folder / "config.json").read_text())
    fused = optimizer.optimize_model(
        str(folder / "onnx-plain" / "model.onnx"), model_type="bert", num_heads=config["num_attention_heads"], hidden_size=config["hidden_size"])
    fused.save_model_to_file(str(made / "model.onnx"), use_external_data_format=True)
    return {name: count for name, count in fused.get_fused_operator_statistics().items() if count}


def export_int8(folder, made):
    """Weights in int8, sources quantized as they come. Without int8 instructions of the processor's own, sums of larger
    products saturate, so that there 7 bits of a weight are used, as its makers advise."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        folder / MADE_OF["onnx-int8"] / "model.onnx", made / "model.onnx", weight_type=QuantType.QInt8, per_channel=True,
        reduce_range=not cpu_flags() & {"avx512_vnni", "avx_vnni"}, use_external_data_format=True,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT})  # what fused operators give is not inferred


def export_openvino(folder, made):
    import openvino
    import torch
    import transformers

    encoder = transformers.AlbertModel.from_pretrained(folder, attn_implementation="sdpa", dtype=torch.float32).eval()
    ids = torch.randint(5, 30000, (2, 16))
    with torch.no_grad():
        converted = openvino.convert_model(encoder, example_input={"input_ids": ids, "attention_mask": torch.ones_like(ids)})
    openvino.save_model(converted, made / "model.xml", compress_to_fp16=False)


FORMS = {"onnx-plain": export_plain, "onnx-fused": export_fused, "onnx-int8": export_int8, "openvino": export_openvino}
MADE_OF = {"onnx-fused": "onnx-plain", "onnx-int8": "onnx-fused"}


def main():
    form, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    new = folder / f"{form}.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    made = FORMS[form](folder, new)
    new.rename(folder / form)
    print(json.dumps(made))


if __name__ == "__main__":
    main()
