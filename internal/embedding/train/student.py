"""The student: one vector a token; a text is the sum of its tokens' vectors, bent by its length, with
its tokens counted anew by what the text is about.

A sum says of a long text mostly what all texts have in common, and of what it is about too little;
what to make less of is the same for all texts of a length. So a bend, a matrix of low rank, maps the
sum, and what it gives is added by how much of the text lies beyond so many tokens.

A token that says once more what the whole text says tells little, and which do is another matter in each
text. So an echo makes a direction of the sum's, and each token is added once more as often as it points
there (or taken away: mostly so), by how much of the text lies beyond so many tokens.
"""

import numpy as np
from scipy import sparse

# What tokens are expected to be is learned of those with so many places in the texts, each of which
# counts as often as it stands there, but no more than so often.
COMMON, MOST = 200, 5000
LEAST = -0.75  # as in ../echo.go


def bags(ids: list[list[int]], tokens: int) -> sparse.csr_matrix:
    """How often each token stands in each text: [len(ids), tokens] float32."""
    starts = np.concatenate([[0], np.cumsum([len(t) for t in ids])])
    flat = np.concatenate([np.asarray(t, np.int32) for t in ids])
    matrix = sparse.csr_matrix((np.ones(len(flat), np.float32), flat, starts), shape=(len(ids), tokens))
    matrix.sum_duplicates()
    return matrix


def unit(x: np.ndarray) -> np.ndarray:
    """Rows brought to length one; rows of zeros stay."""
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


def projection(vectors: np.ndarray, dims: int) -> np.ndarray:
    """The [384, dims] directions in which vectors have most of their length: PCA without
    centring, so that cosines are kept. Signs are fixed, or they would be the library's choice."""
    _, basis = np.linalg.eigh(vectors.T.astype(np.float64) @ vectors.astype(np.float64))
    basis = basis[:, ::-1][:, :dims]
    return (basis * np.sign(basis[np.abs(basis).argmax(0), np.arange(dims)])).astype(np.float32)


def distilled(vectors: np.ndarray) -> np.ndarray:
    """Where training starts: each token's own projected vector, weighted by the logarithm of its
    rank, since the vocabulary is sorted by frequency (Zipf stands in for counts)."""
    return unit(vectors) * np.log1p(np.arange(len(vectors), dtype=np.float32))[:, None] / np.log(len(vectors))


def beyond(lengths: np.ndarray, first: int) -> np.ndarray:
    """Which share of texts of so many tokens lies beyond the first: 0 up to there, then towards 1."""
    return (np.maximum(0, lengths - first) / np.maximum(1, lengths)).astype(np.float32)


class Bends:
    """For each of firsts a map of rank each: into the numbers of a text, out of them into what is
    added to its sum. Both are [dims, rank]."""

    def __init__(self, dims: int, firsts, rank: int, draw: np.random.Generator):
        self.firsts, self.rank = firsts, rank
        self.into = draw.standard_normal((dims, rank * len(firsts))).astype(np.float32) / np.sqrt(np.float32(dims))
        self.out = np.zeros_like(self.into)

    def shares(self, lengths: np.ndarray) -> np.ndarray:
        """How much of each number counts in texts of so many tokens: [len(lengths), rank of all]."""
        return np.repeat(np.stack([beyond(lengths, f) for f in self.firsts], 1), self.rank, 1)

    def bent(self, sums: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """Sums of texts, bent."""
        return sums + (self.shares(lengths) * (sums @ self.into)) @ self.out.T


class Echo:
    """Of the direction of a sum, [dims], another: each number times its own weight, and what a map of
    rank makes of it."""

    def __init__(self, dims: int, first: int, rank: int, draw: np.random.Generator):
        self.first = first
        self.weights = np.zeros((dims, 1), np.float32)
        self.into = draw.standard_normal((dims, rank)).astype(np.float32) / np.sqrt(np.float32(dims))
        self.out = np.zeros_like(self.into)

    def toward(self, sums: np.ndarray) -> np.ndarray:
        """The directions for sums."""
        along = unit(sums)
        return along * self.weights.T + (along @ self.into) @ self.out.T

    def heard(self, rows: np.ndarray, texts: sparse.csr_matrix, sums: np.ndarray, lengths: np.ndarray):
        """What is added to the sums of texts, and how much of a token on average. None is taken away by
        more than LEAST, which training does not ask: one or two in a thousand would be."""
        added, much = np.zeros_like(sums), np.zeros(len(sums), np.float32)
        for i in range(0, len(sums), 1024):
            part = slice(i, i + 1024)
            again = along_rows(texts[part].sign(), rows, self.toward(sums[part]) * beyond(lengths[part], self.first)[:, None])
            again.data = np.maximum(again.data, LEAST)
            again = again.multiply(texts[part]).tocsr()
            added[part], much[part] = again @ rows, np.asarray(again.sum(1)).ravel() / np.maximum(1, lengths[part])
        return added, much


def along_rows(texts: sparse.csr_matrix, rows: np.ndarray, directions: np.ndarray) -> sparse.csr_matrix:
    """Texts, their tokens counted as often as they point in their text's direction."""
    places = texts.tocoo()
    much = np.einsum("ij,ij->i", rows[places.col], directions[places.row])
    return sparse.csr_matrix((places.data * much, (places.row, places.col)), shape=texts.shape)


class Adam:
    """Adam (Kingma and Ba 2015) that touches only the rows that a batch has."""

    def __init__(self, rows, rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.rows, self.rate, self.beta1, self.beta2, self.epsilon = rows, rate, beta1, beta2, epsilon
        self.mean, self.square = np.zeros_like(rows), np.zeros_like(rows)
        self.steps = np.zeros(len(rows), np.int32)

    def step(self, touched, gradient, share):
        """One step along gradient [len(touched), dims], at a share of the rate."""
        self.steps[touched] += 1
        t = self.steps[touched].astype(np.float32)[:, None]
        m = self.mean[touched] = self.beta1 * self.mean[touched] + (1 - self.beta1) * gradient
        v = self.square[touched] = self.beta2 * self.square[touched] + (1 - self.beta2) * gradient**2
        size = np.sqrt(v / (1 - np.float32(self.beta2) ** t)) + self.epsilon
        self.rows[touched] -= np.float32(self.rate * share) / (1 - np.float32(self.beta1) ** t) * m / size


def train(rows, bends, texts, targets, weights, epochs, batch, rate, bends_rate, seed, report=print):
    """Trains rows [tokens, dims] and bends in place so that the bent sums for texts (bags) point where
    targets (of length one) do: loss 1 - cosine, times the text's weight, the rates falling to nothing
    along a line."""
    draw, adam = np.random.default_rng(seed), Adam(rows, rate)
    into, out = Adam(bends.into, bends_rate), Adam(bends.out, bends_rate)
    whole, shares = np.arange(len(bends.into)), bends.shares(np.asarray(texts.sum(1)).ravel())
    steps, done = epochs * -(-texts.shape[0] // batch), 0
    for epoch in range(epochs):
        losses = []
        order = draw.permutation(texts.shape[0])
        for start in range(0, len(order), batch):
            pick = order[start : start + batch]
            bag, target = texts[pick], targets[pick]
            touched, columns = np.unique(bag.indices, return_inverse=True)
            bag = sparse.csr_matrix((bag.data, columns, bag.indptr), shape=(len(pick), len(touched)))
            sums = bag @ rows[touched]
            numbers = shares[pick] * (sums @ bends.into)
            found = sums + numbers @ bends.out.T
            size = np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)
            found = found / size
            cosine = (found * target).sum(1, keepdims=True)
            slope = weights[pick][:, None] * (cosine * found - target) / size / len(pick)
            back, share = shares[pick] * (slope @ bends.out), 1 - done / steps
            out_slope = slope.T @ numbers
            adam.step(touched, bag.T @ (slope + back @ bends.into.T), share)
            into.step(whole, sums.T @ back, share)
            out.step(whole, out_slope, share)
            losses.append(1 - cosine.mean())
            done += 1
        report(f"epoch {epoch + 1}: mean loss {np.mean(losses):.4f}", flush=True)


def further(rows, bends, echo, texts, targets, weights, epochs, batch, rate, bends_rate, echo_rate, seed, report=print):
    """Goes on training rows and bends, as train does, with the echo."""
    draw, adam = np.random.default_rng(seed), Adam(rows, rate)
    into, out = Adam(bends.into, bends_rate), Adam(bends.out, bends_rate)
    echo_into, echo_out, echo_weights = (Adam(a, echo_rate) for a in (echo.into, echo.out, echo.weights))
    lengths = np.asarray(texts.sum(1)).ravel()
    whole, shares, far = np.arange(len(bends.into)), bends.shares(lengths), beyond(lengths, echo.first)[:, None]
    steps, done = epochs * -(-texts.shape[0] // batch), 0
    for epoch in range(epochs):
        losses = []
        order = draw.permutation(texts.shape[0])
        for start in range(0, len(order), batch):
            pick = order[start : start + batch]
            bag, target = texts[pick], targets[pick]
            touched, columns = np.unique(bag.indices, return_inverse=True)
            bag = sparse.csr_matrix((bag.data, columns, bag.indptr), shape=(len(pick), len(touched)))
            seen = rows[touched]
            sums = bag @ seen
            numbers = shares[pick] * (sums @ bends.into)
            found = sums + numbers @ bends.out.T
            long = np.flatnonzero(far[pick])
            bag_long, length = bag[long], np.maximum(np.linalg.norm(sums[long], axis=1, keepdims=True), 1e-6)
            direction = echo.toward(sums[long])
            echoed = along_rows(bag_long, seen, direction)
            found[long] += far[pick[long]] * (echoed @ seen)
            size = np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)
            found = found / size
            cosine = (found * target).sum(1, keepdims=True)
            slope = weights[pick][:, None] * (cosine * found - target) / size / len(pick)
            back, share = shares[pick] * (slope @ bends.out), 1 - done / steps
            out_slope, sums_slope = slope.T @ numbers, slope + back @ bends.into.T

            slope_long, along = far[pick[long]] * slope[long], sums[long] / length
            told = along_rows(bag_long, seen, slope_long)
            turned = told @ seen  # the slope along the direction
            inner, inner_back = along @ echo.into, turned @ echo.out
            along_slope = turned * echo.weights.T + inner_back @ echo.into.T
            sums_slope[long] += (along_slope - (along_slope * along).sum(1, keepdims=True) * along) / length
            echo_slopes = along.T @ inner_back, turned.T @ inner, (along * turned).sum(0)[:, None]

            adam.step(touched, bag.T @ sums_slope + echoed.T @ slope_long + told.T @ direction, share)
            into.step(whole, sums.T @ back, share)
            out.step(whole, out_slope, share)
            for part, part_slope in zip((echo_into, echo_out, echo_weights), echo_slopes):
                part.step(whole, part_slope, share)
            losses.append(1 - cosine.mean())
            done += 1
        report(f"epoch {epoch + 1}: mean loss {np.mean(losses):.4f}", flush=True)


def shrunk(rows, counts, known, prior):
    """Rows, the seldomer their tokens stood in the texts the nearer to what would be expected of them:
    the linear map from what is known of a token to its row, as the common tokens learned it. A row is
    as much its own as counts are of counts and prior; so no token is what two texts made of it."""
    common = counts >= COMMON
    weights = np.minimum(counts[common], MOST)[:, None].astype(np.float64)
    seen = known[common].astype(np.float64)
    square = seen.T @ (seen * weights) + weights.mean() * np.eye(seen.shape[1])
    expected = known @ np.linalg.solve(square, seen.T @ (rows[common] * weights)).astype(np.float32)
    own = (counts / (counts + prior)).astype(np.float32)[:, None]
    return own * rows + (1 - own) * expected


def flattened(rows, counts, power):
    """Rows with lengths nearer to one another: each to a power, beside what the tokens of texts have on average.
    (Sums of vectors say more of what sentences mean with weights between learned and even ones: Arora et al. 2017,
    A simple but tough-to-beat baseline for sentence embeddings.)"""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    mean = np.float32((lengths[:, 0] * counts).sum() / counts.sum())
    return rows * np.maximum(lengths / mean, 1e-6) ** np.float32(power - 1)


def quantized(rows):
    """int8 rows and the float32 scale of each: rows ~ values * scale / 127."""
    scales = np.abs(rows).max(1).astype(np.float32)
    values = np.rint(rows / np.maximum(scales, 1e-30)[:, None] * 127).astype(np.int8)
    return values, scales
