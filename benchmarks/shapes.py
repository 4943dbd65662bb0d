"""ALBERT models of random weights, written without PyTorch, and the few lines of safetensors that this takes."""

import json

from peers import np

COMMON = {
    "model_type": "albert", "architectures": ["AlbertModel"], "vocab_size": 30000, "embedding_size": 128, "hidden_act": "gelu_new",
    "hidden_dropout_prob": 0, "attention_probs_dropout_prob": 0, "classifier_dropout_prob": 0, "max_position_embeddings": 512,
    "type_vocab_size": 2, "num_hidden_groups": 1, "inner_group_num": 1, "layer_norm_eps": 1e-12, "initializer_range": 0.02,
    "pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 3}
SIZES = {  # hidden, intermediate, heads, passes: table 1 of the paper, heads as in the released config.json
    "tiny": (64, 256, 4, 2),
    "base": (768, 3072, 12, 12),
    "large": (1024, 4096, 16, 24),
    "xlarge": (2048, 8192, 16, 24),
    "xxlarge": (4096, 16384, 64, 12),
}


def config(shape):
    hidden, intermediate, heads, passes = SIZES[shape]
    return {**COMMON, "hidden_size": hidden, "intermediate_size": intermediate, "num_attention_heads": heads, "num_hidden_layers": passes}


def operations(settings, tokens, read=None, asking=None):
    """Of the matrices of a forward pass over a row of so many tokens, additions included. Where only some of the last hidden
    states are read, the last block ends for these alone; and where only some tokens ask there, it has queries of these alone."""
    hidden, passes = settings["hidden_size"], settings["num_hidden_layers"]
    all_but_last = (passes - 1) * tokens
    kept = settings["embedding_size"] * hidden + passes * 2 * hidden * hidden  # the map to the hidden size; keys and values
    asked = hidden * hidden + 2 * tokens * hidden  # queries; scores and context
    after = hidden * hidden + 2 * hidden * settings["intermediate_size"]
    last, last_asking = (tokens if n is None else n for n in (read, asking))
    return 2 * (tokens * kept + (all_but_last + last_asking) * asked + (all_but_last + last) * after)


def write_model(folder, shape):
    """A folder that Hugging Face and albert4j load: normal weights of the initial range, biases and norms near their start."""
    settings = config(shape)
    embedding, hidden, intermediate = settings["embedding_size"], settings["hidden_size"], settings["intermediate_size"]
    layer = "encoder.albert_layer_groups.0.albert_layers.0"
    linear = {
        "encoder.embedding_hidden_mapping_in": (hidden, embedding), f"{layer}.ffn": (intermediate, hidden),
        f"{layer}.ffn_output": (hidden, intermediate), "pooler": (hidden, hidden),
        **{f"{layer}.attention.{name}": (hidden, hidden) for name in ("query", "key", "value", "dense")}}
    norms = {"embeddings.LayerNorm": embedding, f"{layer}.attention.LayerNorm": hidden, f"{layer}.full_layer_layer_norm": hidden}
    random = np.random.default_rng(7)

    def normal(*sizes, mean=0):
        return mean + np.float32(0.02) * random.standard_normal(sizes, dtype=np.float32)

    tensors = {
        "embeddings.word_embeddings.weight": normal(settings["vocab_size"], embedding),
        "embeddings.position_embeddings.weight": normal(settings["max_position_embeddings"], embedding),
        "embeddings.token_type_embeddings.weight": normal(settings["type_vocab_size"], embedding)}
    for name, (outputs, inputs) in linear.items():
        tensors[f"{name}.weight"], tensors[f"{name}.bias"] = normal(outputs, inputs), normal(outputs)
    for name, size in norms.items():
        tensors[f"{name}.weight"], tensors[f"{name}.bias"] = normal(size, mean=1), normal(size)
    (folder / "config.json").write_text(json.dumps(settings, indent=1) + "\n")
    write_tensors(folder / "model.safetensors", tensors)


TYPES = {"F32": "float32", "I64": "int64"}


def write_tensors(file, tensors):
    header, end = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        kind = next(code for code, dtype in TYPES.items() if dtype == tensor.dtype)
        header[name] = {"dtype": kind, "shape": tensor.shape, "data_offsets": [end, end + tensor.nbytes]}
        end += tensor.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(file, "wb") as out:
        out.write(len(text).to_bytes(8, "little") + text)
        for tensor in tensors.values():
            out.write(np.ascontiguousarray(tensor).tobytes())


def read_tensors(file):
    data = open(file, "rb").read()
    size = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:size])
    return {
        name: np.frombuffer(data[size + entry["data_offsets"][0] : size + entry["data_offsets"][1]], TYPES[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items() if name != "__metadata__"}
