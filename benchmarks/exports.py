"""The forms of a folder of weights that ONNX Runtime and OpenVINO read, each made in that folder by a process of its own:

    python3 benchmarks/exports.py onnx-plain|onnx-fused|openvino FOLDER

The fused graph is made of the plain one, which comes first.
"""

import json
import pathlib
import sys


def export_plain(folder):
    import torch
    import transformers

    class LastHiddenState(torch.nn.Module):
        def __init__(self, encoder):
            super().__init__()
            self.encoder = encoder

        def forward(self, input_ids, attention_mask):
            return self.encoder(input_ids, attention_mask=attention_mask).last_hidden_state

    (folder / "plain").mkdir()
    eager = transformers.AlbertModel.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32).eval()
    ids = torch.randint(5, 30000, (2, 16))
    axes = {name: {0: "batch", 1: "length"} for name in ("input_ids", "attention_mask", "last_hidden_state")}
    torch.onnx.export(
        LastHiddenState(eager), (ids, torch.ones_like(ids)), str(folder / "plain" / "model.onnx"), dynamo=False, opset_version=18,
        input_names=["input_ids", "attention_mask"], output_names=["last_hidden_state"], dynamic_axes=axes)


def export_fused(folder):
    """What ONNX Runtime's optimizer makes of the plain graph; gives how many operators it fused."""
    from onnxruntime.transformers import optimizer

    (folder / "fused").mkdir()
    config = json.loads((folder / "config.json").read_text())
    fused = optimizer.optimize_model(
        str(folder / "plain" / "model.onnx"), model_type="bert", num_heads=config["num_attention_heads"], hidden_size=config["hidden_size"])
    fused.save_model_to_file(str(folder / "fused" / "model.onnx"), use_external_data_format=True)
    return {name: count for name, count in fused.get_fused_operator_statistics().items() if count}


def export_openvino(folder):
    import openvino
    import torch
    import transformers

    (folder / "openvino").mkdir()
    model = transformers.AlbertModel.from_pretrained(folder, attn_implementation="sdpa", dtype=torch.float32).eval()
    ids = torch.randint(5, 30000, (2, 16))
    with torch.no_grad():
        converted = openvino.convert_model(model, example_input={"input_ids": ids, "attention_mask": torch.ones_like(ids)})
    openvino.save_model(converted, folder / "openvino" / "model.xml", compress_to_fp16=False)


if __name__ == "__main__":
    made = {"onnx-plain": export_plain, "onnx-fused": export_fused, "openvino": export_openvino}[sys.argv[1]](pathlib.Path(sys.argv[2]))
    print(json.dumps(made))
