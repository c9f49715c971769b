"""The PyTorch side of the benches; the operations come from torch_operations.py, which is sent in front.

Reads requests on stdin and writes one answer each on stdout, both as frames: the length of a JSON header (4 bytes,
little-endian), the header, and as many further bytes as its field "bytes" says (default: none), which hold a matrix
row by row in float32. Matrices stay here under a name.
Requests: info, load (name, shape), fetch (name), clear, and operate (operation, into, arguments),
which answers with the milliseconds that the operation took.
"""

import ctypes
import json
import os
import re
import sys
import time

import torch

tensors = {}


def blas():
    """The library that multiplies matrices, in its own words where it is OpenBLAS."""
    if torch.backends.mkl.is_available():
        return "MKL"  # often linked into PyTorch itself, beside another library that belongs to NumPy
    torch.ones(64, 64) @ torch.ones(64, 64)
    try:
        with open("/proc/self/maps") as maps:
            paths = sorted(set(re.findall(r"/\S*(?:openblas|mkl_core|blis|libblas)[^/\s]*\.so\S*", maps.read())))
    except OSError:
        paths = []
    for path in paths:
        try:
            describe = ctypes.CDLL(path).openblas_get_config
        except (OSError, AttributeError):
            continue
        describe.restype = ctypes.c_char_p
        return describe().decode()
    if paths:
        return os.path.basename(paths[-1])
    return "unknown"


def wake_up():
    """Half a millisecond, in which a processor comes back from its sleep; the harness does the same for the others."""
    start = time.perf_counter()
    while time.perf_counter() - start < 0.0005:
        pass


def operate(name, into, arguments):
    values = {key: tensors[value] if isinstance(value, str) else value for key, value in arguments.items()}
    operation = OPERATIONS[name]
    wake_up()
    start = time.perf_counter()
    result = operation(**values)
    milliseconds = (time.perf_counter() - start) * 1000
    tensors[into] = result
    return {"milliseconds": milliseconds}


def answer(request, payload):
    """The answer's header, and the tensor that follows it, if any."""
    kind = request["request"]
    if kind == "info":
        info = {"version": torch.__version__, "blas": blas(), "threads": torch.get_num_threads()}
        return {**info, "operations": sorted(OPERATIONS)}, None
    if kind == "load":
        tensors[request["name"]] = torch.frombuffer(payload, dtype=torch.float32).reshape(request["shape"])
        return {}, None
    if kind == "fetch":
        tensor = tensors[request["name"]].contiguous()
        return {"shape": list(tensor.shape), "bytes": tensor.numel() * 4}, tensor
    if kind == "clear":
        tensors.clear()
        return {}, None
    return operate(request["operation"], request["into"], request["arguments"]), None


def read(source, count):
    """Exactly `count` bytes, or fewer at the end of the source."""
    buffer = bytearray(count)
    view, filled = memoryview(buffer), 0
    while filled < count:
        got = source.readinto(view[filled:])
        if not got:
            break
        filled += got
    return buffer if filled == count else buffer[:filled]


def main():
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed goes to stderr
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    with torch.inference_mode():
        while True:
            length = read(source, 4)
            if len(length) < 4:
                return
            request = json.loads(read(source, int.from_bytes(length, "little")))
            payload = read(source, request.get("bytes", 0))
            try:
                header, tensor = answer(request, payload)
            except Exception as error:
                header, tensor = {"error": f"{type(error).__name__}: {error}"}, None
            text = json.dumps(header).encode()
            target.write(len(text).to_bytes(4, "little") + text)
            if tensor is not None:
                target.write((ctypes.c_char * (tensor.numel() * 4)).from_address(tensor.data_ptr()))
            target.flush()


main()
