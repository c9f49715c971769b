"""What the benches ask of PyTorch, each in its fastest way that we know. Sent to Python in front of torch_peer.py."""

import warnings

import torch
import torch.nn.functional as F

warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta")


def scores(queries, patterns):
    """q Xi^T"""
    return queries @ patterns.T


def retrieve(queries, patterns, beta):
    """softmax(beta q Xi^T) Xi"""
    return torch.softmax((beta * queries) @ patterns.T, dim=-1) @ patterns


def retrieve_vector(queries, patterns, beta):
    """The same for one query, by products of a matrix and a vector."""
    weights = torch.softmax(torch.mv(patterns, beta * queries[0]), dim=-1)
    return torch.mv(patterns.T, weights)[None]


def retrieve_fused(queries, patterns, beta):
    """The same as one fused attention call, which divides the scores by sqrt(d) itself."""
    scaled = queries * (beta * queries.shape[-1] ** 0.5)
    batch = (scaled[None, None], patterns[None, None], patterns[None, None])
    return F.scaled_dot_product_attention(*batch)[0, 0]


class Sparsemax:
    """Martins and Astudillo 2016, algorithm 1."""

    @staticmethod
    def threshold(ordered):
        sums = torch.cumsum(ordered, dim=-1) - 1
        counts = torch.arange(1, ordered.shape[-1] + 1, dtype=ordered.dtype)
        support = (counts * ordered > sums).sum(dim=-1, keepdim=True)
        return torch.gather(sums, -1, support - 1) / support, support

    @staticmethod
    def weights(scaled, threshold):
        return torch.clamp(scaled - threshold, min=0)


class Entmax15:
    """Peters, Niculae and Martins 2019, algorithm 2."""

    @staticmethod
    def threshold(ordered):
        top = ordered[:, :1]
        halves = (ordered - top) / 2
        counts = torch.arange(1, ordered.shape[-1] + 1, dtype=ordered.dtype)
        means = torch.cumsum(halves, dim=-1) / counts
        spreads = torch.cumsum(halves * halves, dim=-1) - counts * means * means
        candidates = means - torch.sqrt(torch.clamp((1 - spreads) / counts, min=0))
        support = (candidates <= halves).sum(dim=-1, keepdim=True)
        return torch.gather(candidates, -1, support - 1) + top / 2, support

    @staticmethod
    def weights(scaled, threshold):
        roots = torch.clamp(scaled / 2 - threshold, min=0)
        return roots * roots


def by_sort(rule):
    """The separation of dense rows by sorting them whole."""

    def separate(scores, beta):
        scaled = beta * scores
        ordered, _ = torch.sort(scaled, dim=-1, descending=True)
        return rule.weights(scaled, rule.threshold(ordered)[0])

    return separate


def by_topk(rule):
    """Finds the weights among the k largest scores; k doubles for the rows whose support may reach beyond them.

    Gives groups of (rows, or None for all; indices; weights).
    """

    def groups(scores, beta, k):
        rows, part = None, scores
        while True:
            k = min(k, scores.shape[-1])
            values, indices = torch.topk(part, k, dim=-1)
            scaled = beta * values
            threshold, support = rule.threshold(scaled)
            weights = rule.weights(scaled, threshold)
            done = support[:, 0] < k
            if k == scores.shape[-1] or done.all():
                yield rows, indices, weights
                return
            rows = torch.arange(len(scores)) if rows is None else rows
            yield rows[done], indices[done], weights[done]
            rows = rows[~done]
            part, k = scores[rows], 2 * k

    return groups


def topk(scores, beta, k):
    """softmax over the k largest scores of each row, as one group"""
    values, indices = torch.topk(scores, k, dim=-1, sorted=False)
    yield None, indices, torch.softmax(beta * values, dim=-1)


def dense(shape, groups):
    """Dense weights [B, N] from groups."""
    result = torch.zeros(shape)
    for rows, indices, weights in groups:
        if rows is None:
            result.scatter_(-1, indices, weights)
        else:
            result[rows[:, None], indices] = weights
    return result


def bag(indices, weights, patterns):
    """The weighted sum of the patterns that have a weight."""
    return F.embedding_bag(indices, patterns, per_sample_weights=weights, mode="sum")


def csr(indices, weights, patterns):
    """The same as a product with a sparse matrix."""
    count, k = indices.shape
    starts = torch.arange(0, count * k + 1, k)
    return torch.sparse_csr_tensor(starts, indices.flatten(), weights.flatten(), (count, len(patterns))) @ patterns


def readouts():
    """The readouts that this version of PyTorch has: an older one refuses indices out of order."""
    try:
        csr(torch.tensor([[1, 0]]), torch.ones(1, 2), torch.ones(2, 1))
        return bag, csr
    except RuntimeError:
        return (bag,)


def gathered(groups, product, queries, patterns, **options):
    """A whole step whose readout looks only at the patterns that have a weight."""
    result = torch.empty(len(queries), patterns.shape[1])
    for rows, indices, weights in groups(queries @ patterns.T, **options):
        part = product(indices, weights, patterns)
        if rows is None:
            return part
        result[rows] = part
    return result


OPERATIONS = {"scores": scores, "retrieve": retrieve, "retrieve_vector": retrieve_vector}
if hasattr(F, "scaled_dot_product_attention"):
    OPERATIONS["retrieve_fused"] = retrieve_fused


def offer(name, groups):
    """The separation alone and the whole step in each way."""

    def separate(scores, **options):
        return dense(scores.shape, groups(scores, **options))

    def whole(queries, patterns, **options):
        return separate(queries @ patterns.T, **options) @ patterns

    OPERATIONS[name] = separate
    OPERATIONS[f"{name}_dense"] = whole
    for product in readouts():
        OPERATIONS[f"{name}_{product.__name__}"] = lambda product=product, **values: gathered(groups, product, **values)


def offer_sorted(name, separate):
    """The same for a separation of dense rows, which leaves only the dense readout."""
    OPERATIONS[name] = separate
    OPERATIONS[f"{name}_dense"] = lambda queries, patterns, beta: separate(queries @ patterns.T, beta) @ patterns


offer("topk", topk)
for name, rule in (("sparsemax", Sparsemax), ("entmax15", Entmax15)):
    offer(f"{name}_topk", by_topk(rule))
    offer_sorted(f"{name}_sort", by_sort(rule))


def features_of(patterns, weights):
    return F.normalize(patterns @ weights.T, dim=-1)


def masked_loss(patterns, weights):
    """U-Hop's average loss, t = 2, by all products but a pattern's with itself."""
    features = features_of(patterns, weights)
    count = len(patterns)
    terms = torch.exp(4 * (features @ features.T - 1))
    return ((terms.sum() - terms.diagonal().sum()) / (count * (count - 1))).log()


def picked_loss(patterns, weights):
    """The same by the products above the diagonal."""
    features = features_of(patterns, weights)
    rows, columns = torch.triu_indices(len(patterns), len(patterns), 1)
    return torch.exp(4 * ((features @ features.T)[rows, columns] - 1)).mean().log()


def pdist_loss(patterns, weights):
    """The same by distances, as the published code has it."""
    return torch.pdist(features_of(patterns, weights)).pow(2).mul(-2).exp().mean().log()


def learn(loss):
    """Gradient descent by autodiff; the loss before each iteration and after the last."""

    def run(patterns, start, rate, iterations):
        with torch.inference_mode(False), torch.enable_grad():
            memories, weights = patterns.clone(), start.clone().requires_grad_(True)
            losses = []
            for _ in range(iterations):
                value = loss(memories, weights)
                losses.append(value.detach())
                (slope,) = torch.autograd.grad(value, weights)
                with torch.no_grad():
                    weights.sub_(slope, alpha=rate)
            losses.append(loss(memories, weights).detach())
            return torch.stack(losses)[None]

    return run


OPERATIONS.update(
    learn_masked=learn(masked_loss), learn_picked=learn(picked_loss), learn_pdist=learn(pdist_loss)
)
