"""The PyTorch side of the benches: one JSON request per line on stdin, one JSON answer per line on stdout.

Matrices travel through files of raw little-endian float32, row by row, and stay here under a name.
Requests: info, threads (count), load (name, path, shape), fetch (name, path), and the operations below, which
answer with their own milliseconds.
"""

import json
import sys
import time

import numpy
import torch
import torch.nn.functional as F

tensors = {}


def scores(queries, patterns):
    """q Xi^T"""
    return queries @ patterns.T


def retrieve(queries, patterns, beta):
    """softmax(beta q Xi^T) Xi"""
    return torch.softmax(beta * (queries @ patterns.T), dim=-1) @ patterns


def retrieve_fused(queries, patterns, beta):
    """The same as one fused attention call, which divides the scores by sqrt(d) itself."""
    scaled = queries * (beta * queries.shape[-1] ** 0.5)
    batch = (scaled[None, None], patterns[None, None], patterns[None, None])
    return F.scaled_dot_product_attention(*batch)[0, 0]


def sparsemax(scores):
    """Martins and Astudillo 2016, algorithm 1, by sorting."""
    ordered, _ = torch.sort(scores, dim=-1, descending=True)
    sums = torch.cumsum(ordered, dim=-1) - 1
    counts = torch.arange(1, scores.shape[-1] + 1, dtype=scores.dtype)
    support = (counts * ordered > sums).sum(dim=-1, keepdim=True)
    threshold = torch.gather(sums, -1, support - 1) / support
    return torch.clamp(scores - threshold, min=0)


def topk(scores, k):
    """softmax over the k largest scores of each row, zero elsewhere"""
    values, indices = torch.topk(scores, k, dim=-1)
    return torch.zeros_like(scores).scatter_(-1, indices, torch.softmax(values, dim=-1))


OPERATIONS = {
    "scores": scores,
    "retrieve": retrieve,
    "retrieve_fused": retrieve_fused,
    "sparsemax": sparsemax,
    "topk": topk,
}
if not hasattr(F, "scaled_dot_product_attention"):
    del OPERATIONS["retrieve_fused"]


def operate(name, into, arguments):
    values = {key: tensors[value] if isinstance(value, str) else value for key, value in arguments.items()}
    operation = OPERATIONS[name]
    start = time.perf_counter()
    result = operation(**values)
    milliseconds = (time.perf_counter() - start) * 1000
    tensors[into] = result
    return {"milliseconds": milliseconds}


def answer(request):
    kind = request["request"]
    if kind == "info":
        return {"version": torch.__version__, "operations": sorted(OPERATIONS)}
    if kind == "threads":
        torch.set_num_threads(request["count"])
        return {}
    if kind == "load":
        data = numpy.fromfile(request["path"], dtype="<f4").reshape(request["shape"])
        tensors[request["name"]] = torch.from_numpy(data)
        return {}
    if kind == "fetch":
        data = tensors[request["name"]].contiguous().numpy()
        data.astype("<f4").tofile(request["path"])
        return {"shape": list(data.shape)}
    return operate(request["operation"], request["into"], request["arguments"])


def main():
    with torch.inference_mode():
        for line in sys.stdin:
            try:
                response = answer(json.loads(line))
            except Exception as error:
                response = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(response), flush=True)


main()
