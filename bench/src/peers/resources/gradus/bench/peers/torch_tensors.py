# Comes before each script whose tensors go through files. Told by lines of its standard input what to
# do, it answers each with a line:
#
#     prepare FILE WORK   forgets what was before; FILE has the tensors in the format of safetensors,
#                         WORK is a JSON object with the kind of work and its options
#     run COUNT           answers with the seconds that so many runs take
#     write FILE          writes the last result as floats in row-major order
#     value               answers with a number about the last result, by default the mean of the
#                         absolute values
#     forget              frees the tensors

import ctypes
import json
import struct
import sys
import time

import torch


def load(path):
    """The tensors of a file by name."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        content = bytearray(file.read())
    types = {"F32": torch.float32, "I32": torch.int32, "I64": torch.int64}
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        dtype = types[entry["dtype"]]
        size = torch.empty(0, dtype=dtype).element_size()
        flat = torch.frombuffer(content, dtype=dtype, count=(end - start) // size, offset=start)
        # A copy is aligned, which what is in a file need not be.
        tensors[name] = flat.clone().reshape(entry["shape"])
    return tensors


def serve(prepared, value=lambda result: result.abs().mean()):
    """Does what it is told to. `prepared` makes a function that does the work once, and returns its
    result, from a description of the work and its tensors."""
    run = result = None
    for line in sys.stdin:
        command, _, rest = line.strip().partition(" ")
        answer = "done"
        if command == "prepare":
            run = result = None
            path, _, text = rest.partition(" {")
            run = prepared(json.loads("{" + text), load(path))
        elif command == "run":
            start = time.perf_counter()
            for _ in range(int(rest)):
                result = run()
            answer = time.perf_counter() - start
        elif command == "write":
            dense = result.contiguous()
            with open(rest, "wb") as file:
                file.write(ctypes.string_at(dense.data_ptr(), 4 * dense.numel()))
        elif command == "value":
            answer = float(value(result))
        elif command == "forget":
            run = result = None
        print(answer, flush=True)
