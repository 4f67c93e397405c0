"""A memory-augmented network: a controller, a memory access and two linear maps.

    h_t = controller([x_t ; reads_{t−1}])
    reads_t = access(h_t W_eᵀ + b_e)
    y_t = [h_t ; reads_t] W_yᵀ + b_y

Architectures differ in their access alone: ntm.py, dnc.py, mann.py, sam.py, sdnc.py, delta.py, attention.py, stack_queue.py. The LSTM baseline, lstm.py, has none.
"""
import torch
from torch import nn

from controllers import create_controller

EPSILON = 1e-8  # keeps norms, quotients and logarithms away from zero


class MemoryNetwork(nn.Module):
    """From `[batch, steps, inputs]` to `[batch, steps, units]`.

    `config` is the configuration in a file's metadata: a network for it has the same state_dict as the file has tensors.

    `access` is a module with `interface_size`, `read_size`, `initial_state(batch)` and
    `step(interface, state)`, which returns the reads, `[batch, read_size]`, and the next state.
    """

    def __init__(self, config, access):
        super().__init__()
        self.config = config
        options = config["controller"]
        units = options["units"]
        self.controller = create_controller(config["inputs"] + access.read_size, **options)
        self.interface = nn.Linear(units, access.interface_size)
        self.output = nn.Linear(units + access.read_size, config["units"])
        self.access = access
        if "readGain" in config:
            self.read_gains = nn.Parameter(torch.zeros(access.read_size))
        if config.get("firstReads") == "learned":
            self.initial_reads = nn.Parameter(torch.zeros(access.read_size))
        if config.get("firstControllerState") == "learned":
            for name in self.controller.states:
                zeros = [nn.Parameter(torch.zeros(units)) for _ in self.controller]
                setattr(self, f"initial_{name}", nn.ParameterList(zeros))
        initialize(self)
        with torch.no_grad():
            self.interface.bias += access.first_biases()

    def forward(self, x):
        batch = x.shape[0]
        steps = x.flip(1) if self.config.get("goBackwards") else x
        reads, controller, memory = self.initial_state(batch)
        outputs = []
        for x_t in steps.unbind(1):
            h, controller = self.controller(torch.cat([x_t, self.seen(reads)], 1), controller)
            h = self.clip(h)
            reads, memory = self.access.step(self.interface(h), memory)
            outputs.append(self.clip(self.output(torch.cat([h, reads], 1))))
        return torch.stack(outputs, 1)

    def initial_state(self, batch):
        """The reads, the controller's state, layer by layer, and the state of the memory before the first step."""
        reads = getattr(self, "initial_reads", torch.zeros(self.access.read_size)).expand(batch, -1)
        zeros = torch.zeros(self.config["controller"]["units"])
        controller = [
            tuple(
                (getattr(self, f"initial_{name}")[layer] if hasattr(self, f"initial_{name}") else zeros).expand(batch, -1)
                for name in self.controller.states
            )
            for layer in range(len(self.controller))
        ]
        return reads, controller, self.access.initial_state(batch)

    def seen(self, reads):
        """The reads as the controller sees them."""
        if "readClip" in self.config:
            reads = clip_read_gradient(reads, self.config["readClip"])
        if "readGain" in self.config:
            reads = reads * (self.config["readGain"] * self.read_gains)
        return reads

    def clip(self, values):
        limit = self.config.get("outputClip")
        return values if limit is None else values.clamp(-limit, limit)


def initialize(module):
    """Glorot-uniform matrices; biases of 0, except for those of an LSTM's forget gates."""
    for name, parameter in module.named_parameters():
        if name.startswith("access."):
            continue
        if parameter.dim() == 2:
            nn.init.xavier_uniform_(parameter)
        elif name.endswith(".bias"):
            nn.init.zeros_(parameter)


def with_gradient(values, change):
    """The same values, whose gradient `change` changes before it flows back."""
    same = values * 1
    if same.requires_grad:
        same.register_hook(change)
    return same


def clip_read_gradient(reads, limit):
    """d' = d min(1, limit / ‖d‖) for each sample."""
    return with_gradient(reads, lambda d: d * (limit / d.norm(dim=1, keepdim=True).clamp(min=limit)))


def part_sizes(layouts):
    """The sizes of all parts of an interface vector, head by head."""
    return [size for layout in layouts for size in layout.values()]


def split_interface(interface, layouts):
    """Splits an interface vector, `[batch, interface_size]`, into the parts of each head, by name."""
    pieces = iter(interface.split(part_sizes(layouts), 1))
    return [{name: next(pieces) for name in layout} for layout in layouts]


def interface_biases(layouts, biases):
    """The initial biases of an interface vector: that of a part for each of its elements, of shift weights for no shift alone."""
    values = []
    for layout in layouts:
        for name, size in layout.items():
            bias = biases.get(name, 0)
            values += [bias if name != "shiftWeights" or i == size // 2 else 0 for i in range(size)]
    return torch.tensor(values, dtype=torch.float32)


def first_contents(module, memory):
    """Gives an access the contents of its memory before the first step: learned, drawn once, or constant."""
    shape = (memory["rows"], memory["width"])
    kind = memory["contents"]
    if kind == "learned":
        module.memory_contents = nn.Parameter(torch.randn(shape) * memory["deviation"])
    elif kind == "random":
        module.register_buffer("memory_contents", torch.randn(shape) * memory["deviation"])
    else:
        module.memory_contents_constant = torch.full(shape, memory["value"])


def contents_of(module, batch):
    """`[batch, rows, width]`"""
    contents = getattr(module, "memory_contents", None)
    if contents is None:
        contents = module.memory_contents_constant
    return contents.expand(batch, -1, -1)


def cosine_similarity(memory, key):
    """Of the key, `[batch, width]`, and each row of the memory, `[batch, rows, width]`: `[batch, rows]`."""
    norm = lambda v: (v.square().sum(-1) + EPSILON**2).sqrt()
    product = (memory @ key.unsqueeze(2)).squeeze(2)
    return product / (norm(memory) * norm(key).unsqueeze(1) + EPSILON)


def read(memory, weighting):
    """r = Σ_i w(i) M(i), `[batch, width]`"""
    return (weighting.unsqueeze(1) @ memory).squeeze(1)


def outer(weighting, vector):
    """w(i) v for each row i, `[batch, rows, width]`"""
    return weighting.unsqueeze(2) * vector.unsqueeze(1)


def one_plus(x):
    return 1 + nn.functional.softplus(x)
