"""Writes a network as changes of a file that was fetched: pieces of it, and bytes in between (see `FileChanges`)."""

import base64
import hashlib
import json


def write(path, comment, original, network, tensors):
    """Writes `path` so that the original's bytes and those added make the ONNX file of `network`.

    tensors: (offset, length) of the original for each initializer of the network, in order, or None for one whose bytes
    are new.
    """
    whole = network.SerializeToString()
    pieces = []
    end = 0
    for tensor, place in zip(network.graph.initializer, tensors, strict=True):
        if place is None:
            continue
        offset, length = place
        content = original[offset : offset + length]
        assert content in tensor.SerializeToString(), tensor.name
        start = whole.index(content, end)
        pieces += [base64.b64encode(whole[end:start]).decode(), [offset, length]]
        end = start + length
    pieces.append(base64.b64encode(whole[end:]).decode())
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps({"comment": comment}, ensure_ascii=False)[:-1] + ',\n"pieces": [\n')
        file.write(",\n".join(json.dumps(piece) for piece in pieces) + "]}\n")
    print(path, len(whole), hashlib.sha256(whole).hexdigest())
    return whole
