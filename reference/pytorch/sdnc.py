"""The access of a Sparse Differentiable Neural Computer (Rae et al. 2016, supplement D)."""
import torch
from torch import nn

from network import (
    contents_of,
    cosine_similarity,
    first_contents,
    interface_biases,
    one_plus,
    part_sizes,
    split_interface,
)
from sam import each_element


class SdncAccess(nn.Module):
    """Reads rows by content, and those written right before or after the ones read in the previous step; one head writes.

    The interface vector holds for the write head: add vector (width), write gate (1), interpolation gate (1). Then for each read head:
    key (width), key strength (1), read modes (backward, forward, content).

    Of the links, three tensors `[batch, rows, L]`: `before` has the rows before each row, `strengths` how strong their links are, and
    `after` the rows after each row. Their rows are counted from 1; 0 is none.
    """

    def __init__(self, *, memory, readHeads, rowsRead, links, accessThreshold, vectorActivation, firstBiases={}):
        super().__init__()
        self.rows, self.width = memory["rows"], memory["width"]
        self.heads, self.rows_read, self.links = readHeads, rowsRead, links
        self.threshold, self.biases = accessThreshold, firstBiases
        self.activate = torch.tanh if vectorActivation == "tanh" else lambda v: v
        write = {"add": self.width, "writeGate": 1, "interpolationGate": 1}
        read = {"key": self.width, "keyStrength": 1, "readModes": 3}
        self.layouts = [write] + [read] * readHeads
        self.interface_size = sum(part_sizes(self.layouts))
        self.read_size = self.width * readHeads
        first_contents(self, memory)

    def first_biases(self):
        return interface_biases(self.layouts, self.biases)

    def initial_state(self, batch):
        none = torch.zeros(batch, self.rows, self.links, dtype=torch.long)
        return {
            "memory": contents_of(self, batch),
            "last_access": torch.zeros(batch, self.rows),
            "time": 0,
            "links": (none, torch.zeros(batch, self.rows, self.links), none),
            "precedence": nowhere(batch, self.links),
            "reads": [nowhere(batch, 3 * self.rows_read)] * self.heads,
        }

    def step(self, interface, state):
        writer, *readers = split_interface(interface, self.layouts)
        gate, again = torch.sigmoid(writer["writeGate"]), torch.sigmoid(writer["interpolationGate"])
        free = state["last_access"].sort(dim=1, stable=True).indices[:, :1]
        rows = torch.cat([*(rows for rows, _ in state["reads"]), free], 1)
        read_again = [gate * again / self.heads * weights for _, weights in state["reads"]]
        weights = torch.cat([*read_again, gate * (1 - again)], 1)
        vectors = weights.unsqueeze(2) * self.activate(writer["add"]).unsqueeze(1)
        memory = state["memory"].scatter(1, each_element(free, self.width), 0.0)
        memory = memory.scatter_add(1, each_element(rows, self.width), vectors)

        links = next_links(state["links"], (rows, weights), state["precedence"])
        old_rows, old_weights = state["precedence"]
        old_weights = (1 - weights.sum(1, keepdim=True)) * old_weights
        precedence = largest(torch.cat([old_rows, rows], 1), torch.cat([old_weights, weights], 1), self.links)

        access = torch.zeros_like(state["last_access"]).scatter_add(1, rows, weights)
        reads, read_vectors = [], []
        for parts, previous in zip(readers, state["reads"]):
            modes = [
                backward(links, previous, self.rows_read),
                at_most_one(forward(links, previous, self.rows_read)),
                self.by_content(parts, memory),
            ]
            rows = torch.cat([rows for rows, _ in modes], 1)
            shares = parts["readModes"].softmax(1).split(1, 1)
            weights = torch.cat([share * weights for share, (_, weights) in zip(shares, modes)], 1)
            reads.append((rows, weights))
            read_vectors.append((weights.unsqueeze(2) * memory.gather(1, each_element(rows, self.width))).sum(1))
            access = access.scatter_add(1, rows, weights)
        time = state["time"] + 1
        accessed = access.detach() > self.threshold
        return torch.cat(read_vectors, 1), {
            "memory": memory,
            "last_access": torch.where(accessed, torch.full_like(access, time), state["last_access"]),
            "time": time,
            "links": links,
            "precedence": precedence,
            "reads": reads,
        }

    def by_content(self, parts, memory):
        key = self.activate(parts["key"])
        similarity = cosine_similarity(memory, key).detach()
        rows = similarity.sort(dim=1, descending=True, stable=True).indices[:, : self.rows_read]
        found = memory.gather(1, each_element(rows, self.width))
        return rows, (one_plus(parts["keyStrength"]) * cosine_similarity(found, key)).softmax(1)


def nowhere(batch, count):
    """A weighting of no row: row 0 with the weight 0, several times."""
    return torch.zeros(batch, count, dtype=torch.long), torch.zeros(batch, count)


def largest(numbers, weights, count):
    """The numbers with the largest sums of weights, each once, along the last dimension; then zeros. The choice is a constant."""
    same = numbers.unsqueeze(-1) == numbers.unsqueeze(-2)
    sums = (same * weights.unsqueeze(-2)).sum(-1) * is_first(numbers)
    order = sums.detach().sort(dim=-1, descending=True, stable=True).indices[..., :count]
    chosen = sums.gather(-1, order)
    return numbers.gather(-1, order) * (chosen > 0), chosen


def is_first(numbers):
    """Where no number before is the same."""
    same = numbers.unsqueeze(-1) == numbers.unsqueeze(-2)
    return ~same.tril(-1).any(-1)


def next_links(links, write, precedence):
    """N(i, j) = (1 − w(i)) N(i, j) + w(i) p(j) and N(i, i) = 0, the L largest in each row."""
    before, strengths, after = links
    rows, weights = write
    size = before.shape[2]
    total = ((rows.unsqueeze(2) == rows.unsqueeze(1)) * weights.unsqueeze(1)).sum(2).unsqueeze(2)
    index = each_element(rows, size)
    earlier, earlier_weights = precedence
    numbers = torch.cat([before.gather(1, index), (earlier + 1).unsqueeze(1).expand(-1, rows.shape[1], -1)], 2)
    entries = torch.cat([(1 - total) * strengths.gather(1, index), total * earlier_weights.unsqueeze(1)], 2)
    numbers, entries = largest(numbers, entries * (numbers != rows.unsqueeze(2) + 1), size)

    # A row that is written by several entries has the same links by each: the first gives them.
    once = is_first(rows).unsqueeze(2)
    kept = torch.ones_like(strengths).scatter(1, index, 0.0)
    next_strengths = (strengths * kept).scatter_add(1, index, entries * once)
    next_before = before.scatter(1, index, numbers)

    index = each_element(earlier, size)
    candidates = torch.cat([after.gather(1, index), (rows + 1).unsqueeze(1).expand(-1, size, -1)], 2)
    columns = each_element(earlier, candidates.shape[2])
    found = strength((next_before, next_strengths), candidates.flatten(1), columns.flatten(1)).detach()
    found = found.reshape(candidates.shape) * is_first(candidates)
    order = found.sort(dim=2, descending=True, stable=True).indices[..., :size]
    numbers = candidates.gather(2, order) * (found.gather(2, order) > 0)
    return next_before, next_strengths, after.scatter(1, index, numbers)


def strength(links, numbers, columns):
    """N(i, j) of rows i, counted from 1, and columns j, counted from 0; 0 where there is no row."""
    before, strengths = links
    index = each_element((numbers - 1).clamp(min=0), before.shape[2])
    is_column = before.gather(1, index) == columns.unsqueeze(2) + 1
    return (strengths.gather(1, index) * is_column).sum(2) * (numbers > 0)


def backward(links, reading, count):
    """b(j) = Σ N(i, j) w(i), the largest"""
    before, strengths, _ = links
    rows, weights = reading
    index = each_element(rows, before.shape[2])
    entries = strengths.gather(1, index) * weights.unsqueeze(2)
    return largest((before.gather(1, index) - 1).clamp(min=0).flatten(1), entries.flatten(1), count)


def forward(links, reading, count):
    """f(i) = Σ N(i, j) w(j), the largest"""
    before, strengths, after = links
    rows, weights = reading
    size = before.shape[2]
    numbers = after.gather(1, each_element(rows, size)).flatten(1)
    found = strength((before, strengths), numbers, each_element(rows, size).flatten(1))
    return largest((numbers - 1).clamp(min=0), found * each_element(weights, size).flatten(1), count)


def at_most_one(weighting):
    """Divided by its sum where that is above 1."""
    rows, weights = weighting
    return rows, weights / weights.sum(1, keepdim=True).clamp(min=1)
