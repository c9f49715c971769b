"""The nets whose training steps are timed, in PyTorch. Sent to Python behind torch_codecs.py.

Parameters come in one row, with a layout that names them and says their shapes; the names are those of our nets.
"""


class Sparsemax(torch.autograd.Function):
    """Along the last axis, by a full sort."""

    @staticmethod
    def forward(context, scores):
        ordered, _ = scores.sort(-1, descending=True)
        ranks = torch.arange(1, scores.shape[-1] + 1, dtype=scores.dtype)
        sums = ordered.cumsum(-1) - 1
        support = (ranks * ordered > sums).sum(-1, keepdim=True)
        weights = (scores - sums.gather(-1, support - 1) / support).clamp(min=0)
        context.save_for_backward(weights)
        return weights

    @staticmethod
    def backward(context, g):
        (weights,) = context.saved_tensors
        alive = (weights > 0).to(g.dtype)
        return alive * (g - (g * alive).sum(-1, keepdim=True) / alive.sum(-1, keepdim=True))


class Entmax(torch.autograd.Function):
    """Along the last axis, by halving; with the gradient of α (Correia et al. 2019, proposition 1)."""

    @staticmethod
    def forward(context, scores, alpha):
        epsilon = alpha - 1
        scaled = scores * epsilon
        top = scaled.amax(-1, keepdim=True)
        low, width = top - 1, 1 - scores.shape[-1] ** -epsilon
        for _ in range(25):
            width = width / 2
            weights = (scaled - (low + width)).clamp(min=0) ** (1 / epsilon)
            low = torch.where(weights.sum(-1, keepdim=True) >= 1, low + width, low)
        weights = weights / weights.sum(-1, keepdim=True)
        context.save_for_backward(weights, alpha)
        return weights

    @staticmethod
    def backward(context, g):
        p, alpha = context.saved_tensors
        slopes = torch.where(p > 0, p ** (2 - alpha), 0)
        share = slopes / slopes.sum(-1, keepdim=True)
        towards = slopes * g - (slopes * g).sum(-1, keepdim=True) * share
        logs = torch.where(p > 0, p * p.log(), 0)
        bent = (p - share) / (alpha - 1) ** 2 - (logs - share * logs.sum(-1, keepdim=True)) / (alpha - 1)
        return towards, (g * bent).sum().reshape(alpha.shape)


def attend(q, k, v, beta, separation, alpha):
    """sep(β q kᵀ) v."""
    if separation == "softmax":
        return F.scaled_dot_product_attention(q, k, v, scale=beta)
    if separation == "linear":
        q, k = F.elu(q) + 1, F.elu(k) + 1
        return q @ (k.transpose(-1, -2) @ v) / (q @ k.sum(-2, keepdim=True).transpose(-1, -2))
    scores = (q * beta) @ k.transpose(-1, -2)
    if separation == "sparsemax":
        return Sparsemax.apply(scores) @ v
    if separation == "entmax":
        return Entmax.apply(scores, alpha) @ v
    kept, at = scores.topk(max(1, int(0.2 * scores.shape[-1])), -1)
    return torch.zeros_like(scores).scatter(-1, at, kept.softmax(-1)) @ v


class Net:
    """What the nets are made of, over parameters by their names."""

    def __init__(self, row, layout, settings):
        self.settings = settings
        sizes = [math.prod(shape) for _, shape in layout]
        parts = row.split(sizes)
        self.parameters = {
            name: part.reshape(shape).clone().requires_grad_() for (name, shape), part in zip(layout, parts)
        }

    def __getitem__(self, name):
        return self.parameters[name]

    def dense(self, name, x):
        return F.linear(x, self[f"{name}.weight"].t(), self[f"{name}.bias"])

    def norm(self, name, x):
        return F.layer_norm(x, x.shape[-1:], self[f"{name}.scale"], self[f"{name}.shift"])

    def attend(self, name, q, k, v, heads=1):
        alpha = self.parameters.get(f"{name}.alpha")
        q, k, v = (x.unflatten(-1, (heads, -1)).transpose(1, 2) for x in (q, k, v))
        beta = 1 / math.sqrt(q.shape[-1])
        alpha = alpha if alpha is None else 1 + alpha.sigmoid()
        return attend(q, k, v, beta, self.settings["separation"], alpha).transpose(1, 2).flatten(2)

    def associate(self, name, queries, patterns, heads=1):
        keys = patterns @ self[f"{name}.pattern"]
        return self.attend(name, queries @ self[f"{name}.query"], keys, keys @ self[f"{name}.value"], heads)

    def pool(self, name, prototypes, patterns, heads=1):
        keys = patterns @ self[f"{name}.pattern"]
        queries = self[prototypes].expand(len(patterns), -1, -1)
        return self.attend(name, queries, keys, keys @ self[f"{name}.value"], heads)


def block(net, x):
    """The transformer block of bench/transformer.ts."""
    n, d = x.shape
    heads = int(net.settings["heads"])
    q, k, v = net.dense("qkv", net.norm("norm1", x)).reshape(n, 3, heads, d // heads).permute(1, 2, 0, 3)[:, None]
    h = x + net.dense("out", F.scaled_dot_product_attention(q, k, v)[0].transpose(0, 1).reshape(n, d))
    return h + net.dense("narrow", F.gelu(net.dense("wide", net.norm("norm2", h))))


def forecaster(net, x):
    tokens = net.norm("embedded", net.dense("embedding", x))
    associated = net.norm("associated", F.gelu(net.associate("layer", tokens, tokens)))
    pooled = net.norm("pooled", net.pool("pooling", "prototype", associated))
    return net.dense("readout", pooled).transpose(1, 2)


def stanhop(net, x):
    heads, segment, layers = (int(net.settings[name]) for name in ("heads", "segment", "layers"))
    B, L, c = x.shape
    horizon = int(net.settings["horizon"])

    def associated(name, queries, patterns):
        return net.dense(f"{name}.out", net.associate(name, queries, patterns, heads))

    def residual(name, x, got):
        y = net.norm(f"{name}.first", x + got)
        return net.norm(f"{name}.second", y + net.dense(f"{name}.narrow", F.gelu(net.dense(f"{name}.wide", y))))

    def time_and_series(name, x):
        S = x.shape[2]
        along = x.flatten(0, 1)
        timed = residual(f"{name}.afterTime", along, associated(f"{name}.time", along, along))
        across = timed.unflatten(0, (B, c)).transpose(1, 2).flatten(0, 1)
        known = net.pool(f"{name}.pool", f"{name}.prototypes", across, heads)
        done = residual(f"{name}.afterSeries", across, associated(f"{name}.series", across, known))
        return done.unflatten(0, (B, S)).transpose(1, 2)

    parts = x.transpose(1, 2).unflatten(-1, (L // segment, segment))
    coded = [net.norm("embedded", net.dense("segments", parts) + net["places"])]
    for i in range(layers):
        joined = coded[-1]
        if i > 0:
            joined = joined.unflatten(2, (-1, 2)).flatten(3)
            joined = net.dense(f"encoder{i}.join", net.norm(f"encoder{i}.joined", joined))
        coded.append(time_and_series(f"encoder{i}", joined))
    y = net["ahead"].expand(B, -1, -1, -1)
    forecast = 0
    for i in range(layers + 1):
        y = time_and_series(f"decoder{i}", y)
        asked, known = y.flatten(0, 1), coded[i].flatten(0, 1)
        y = residual(f"decoder{i}.after", asked, associated(f"decoder{i}.cross", asked, known)).unflatten(0, (B, c))
        forecast = forecast + net.dense(f"decoder{i}.readout", y)
    return forecast.flatten(2)[..., :horizon].transpose(1, 2)


def vision(net, x):
    side, patch, channels, heads, layers = (
        int(net.settings[name]) for name in ("side", "patch", "channels", "heads", "layers")
    )
    x = (x.unflatten(-1, (-1, channels)) - torch.tensor(net.settings["mean"])) / torch.tensor(net.settings["deviation"])
    cut = x.reshape(len(x), side // patch, patch, side // patch, patch * channels).transpose(2, 3)
    patches = net.dense("patches", cut.flatten(3).flatten(1, 2)) + net["places"]
    tokens = torch.cat([net["token"].expand(len(x), -1, -1), patches], 1)
    for i in range(layers):
        name = f"layer{i}"
        normed = net.norm(f"{name}.before", tokens)
        asking = 1 if i == layers - 1 else tokens.shape[1]
        got = net.associate(name, normed[:, :asking], normed[:, 1:], heads)
        h = tokens[:, :asking] + net.dense(f"{name}.out", got)
        tokens = h + net.dense(f"{name}.narrow", F.gelu(net.dense(f"{name}.wide", net.norm(f"{name}.between", h))))
    return net.dense("classes", net.norm("features", tokens[:, 0]))


nets = {"block": block, "forecaster": forecaster, "stanhop": stanhop, "vision": vision}
trained = {}


def loss_of(net, x, y):
    """The cross-entropy of pictures, the mean square error of all else."""
    if "series" in net.settings:
        x, y = (part.unflatten(-1, (-1, int(net.settings["series"]))) for part in (x, y))
    output = nets[net.settings["net"]](net, x)
    return F.cross_entropy(output, y[:, 0].long()) if net.settings["net"] == "vision" else F.mse_loss(output, y)


def net_steps(x, y, row, layout, settings, fused, rate, steps):
    """Steps of forward, backward and Adam; the first call makes one, which is checked."""
    with torch.inference_mode(False), torch.enable_grad():
        key = (settings["name"], fused)
        if key not in trained:
            net = Net(row[0].clone(), layout, settings)
            options = {"fused": True} if fused else {}
            trained[key] = (net, torch.optim.Adam(net.parameters.values(), lr=rate, **options))
        net, adam = trained[key]
        x, y = x.clone(), y.clone()
        for _ in range(int(steps) if hasattr(net, "last") else 1):
            loss = loss_of(net, x, y)
            adam.zero_grad(set_to_none=True)
            loss.backward()
            adam.step()
            net.last = loss.detach()
        return net.last.reshape(1, 1)


def net_gradients(settings, fused):
    """The last step's loss and gradients, in a row."""
    net, _ = trained[(settings["name"], fused)]
    return torch.cat([net.last.reshape(1), *(p.grad.reshape(-1) for p in net.parameters.values())])[None]


if hasattr(F, "scaled_dot_product_attention"):
    OPERATIONS.update(net_steps=net_steps, net_gradients=net_gradients)
