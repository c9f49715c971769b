"""The networks of the codecs, as their authors published them, for the benches. Sent to Python behind torch_operations.py.

Weights come as matrices [outputs, rest]; what a kernel's sides are follows from the channels that come in.
"""

import math

from torch import nn


class Conv(nn.Module):
    """A convolution whose kernel is given as a matrix."""

    def __init__(self, weights, name, channels, stride=1, padding=None):
        super().__init__()
        matrix = weights[f"{name}.weight"]
        side = math.isqrt(matrix.shape[1] // channels)
        bias = weights.get(f"{name}.bias")
        self.conv = nn.Conv2d(
            channels, len(matrix), side, stride, side // 2 if padding is None else padding, bias=bias is not None
        )
        self.conv.weight = nn.Parameter(matrix.reshape(len(matrix), channels, side, side).clone(), requires_grad=False)
        if bias is not None:
            self.conv.bias = nn.Parameter(bias.flatten().clone(), requires_grad=False)

    def forward(self, x):
        return self.conv(x)


class AutoencoderBlock(nn.Module):
    """taesd's residual block; with `pool`, what FLUX.2's middle has in front of it."""

    def __init__(self, weights, name, channels=64):
        super().__init__()
        part = lambda at: Conv(weights, f"{name}.conv.{at}", channels)
        self.conv = nn.Sequential(part(0), nn.ReLU(inplace=True), part(2), nn.ReLU(inplace=True), part(4))
        self.pool = None
        if f"{name}.pool.0.weight" in weights:
            norm = nn.GroupNorm(4, 4 * channels)
            norm.weight = nn.Parameter(weights[f"{name}.pool.1.weight"].flatten().clone(), requires_grad=False)
            norm.bias = nn.Parameter(weights[f"{name}.pool.1.bias"].flatten().clone(), requires_grad=False)
            wide, narrow = Conv(weights, f"{name}.pool.0", channels), Conv(weights, f"{name}.pool.3", 4 * channels)
            self.pool = nn.Sequential(wide, norm, nn.ReLU(inplace=True), narrow)

    def forward(self, x):
        if self.pool is not None:
            x = x + self.pool(x)
        return torch.relu(self.conv(x) + x)


def taef2_encoder(weights):
    layers = []
    for at in range(15):
        if f"{at}.conv.0.weight" in weights:
            layers.append(AutoencoderBlock(weights, str(at)))
        else:
            layers.append(Conv(weights, str(at), 64 if at else 3, stride=1 if f"{at}.bias" in weights else 2))
    return nn.Sequential(*layers)


class Residual(nn.Module):
    def __init__(self, weights, name):
        super().__init__()
        inner, outer = Conv(weights, f"{name}.1", 128), Conv(weights, f"{name}.3", 32)
        self.block = nn.Sequential(nn.ReLU(inplace=True), inner, nn.ReLU(inplace=True), outer)

    def forward(self, x):
        inner = self.block(x)  # changes x to relu(x) in place, as published
        return x + inner


class VqvaeEncoder(nn.Module):
    def __init__(self, weights):
        super().__init__()
        name = "_encoder._residual_stack._layers"
        self.network = nn.Sequential(
            Conv(weights, "_encoder._conv_1", 3, 2, 1),
            nn.ReLU(inplace=True),
            Conv(weights, "_encoder._conv_2", 64, 2, 1),
            nn.ReLU(inplace=True),
            Conv(weights, "_encoder._conv_3", 128),
            Residual(weights, f"{name}.0._block"),
            Residual(weights, f"{name}.1._block"),
            nn.ReLU(inplace=True),
            Conv(weights, "_pre_vq_conv", 128),
        )
        self.register_buffer("codes", weights["_vq_vae._embedding.weight"].clone())
        self.register_buffer("halves", self.codes.square().sum(1) / 2)

    def forward(self, pictures):
        places = self.network((pictures - 0.5) / 0.5).permute(0, 2, 3, 1)
        nearest = (places @ self.codes.T - self.halves).argmax(-1)
        return self.codes[nearest].permute(0, 3, 1, 2)


networks = {}


def encode(build, prepare):
    """Codes [n, d] of pictures [n, 3 size size], in batches; the network is made once."""

    def run(pictures, size, batch, **weights):
        key = (build, prepare)
        if key not in networks:
            networks[key] = prepare(build(weights).eval(), torch.rand(int(batch), 3, int(size), int(size)))
        inputs = pictures.reshape(-1, 3, int(size), int(size))
        return torch.cat([networks[key](part) for part in inputs.split(int(batch))]).flatten(1)

    return run


def eager(network, _):
    return network


def channels_last(network, _):
    network = network.to(memory_format=torch.channels_last)
    return lambda pictures: network(pictures.contiguous(memory_format=torch.channels_last))


def frozen(network, example):
    """Traced, with weights in the order that oneDNN wants."""
    return torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(network, example)))


for name, build in (("taef2", taef2_encoder), ("vqvae", VqvaeEncoder)):
    for prepare in (eager, channels_last, frozen):
        OPERATIONS[f"encode_{name}_{prepare.__name__}"] = encode(build, prepare)
