"""Trains a Neural Turing Machine, or an LSTM, on the copy task in PyTorch: the peer that ntmjs is compared with.

    python3 pytorch.py --batch 16 --seconds 5

prints one JSON line. It times whole training steps: sampling the episodes, forward, loss, backward, clipping and update.
The equations, conventions, initial state and numbers of parameters are those of ntmjs. Every operation is batched, and
Python loops over time only.

With --serve it answers requests on its standard input: see serving.py.
"""

import math

import torch
from serving import argument_parser, run
from torch import nn
from torch.nn import functional as F

EPSILON = 1e-8
SHIFTS = 3  # by -1, 0 and +1 rows
INITIAL_CONTENTS = 1e-6


def dense(inputs, outputs):
    """A linear map with Glorot-uniform initial weights and a zero bias."""
    layer = nn.Linear(inputs, outputs)
    nn.init.xavier_uniform_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def norm(vectors):
    """sqrt(sum of squares + epsilon^2) along the last axis, which is kept."""
    return vectors.square().sum(-1, keepdim=True).add(EPSILON**2).sqrt()


def address(memory, row_norms, key, strength, gate, shift, sharpening, previous):
    """The paper's addressing, equations 5 to 9: [batch, rows] from a memory of [batch, rows, width]."""
    products = torch.bmm(memory, key.unsqueeze(2))
    similarity = products / (row_norms * norm(key).unsqueeze(2) + EPSILON)
    content = F.softmax(strength * similarity.squeeze(2), 1)
    interpolated = torch.lerp(previous, content, gate)
    back, stay, forth = shift.unbind(1)
    shifted = (
        interpolated.roll(-1, 1) * back.unsqueeze(1)
        + interpolated * stay.unsqueeze(1)
        + interpolated.roll(1, 1) * forth.unsqueeze(1)
    )
    return F.softmax(sharpening * torch.log(shifted + EPSILON**2), 1)


class FeedforwardController(nn.Module):
    """tanh([x ; reads] W + b); the product with the inputs is computed once for the whole sequence."""

    def __init__(self, inputs, reads, units):
        super().__init__()
        self.inputs = inputs
        self.map = dense(inputs + reads, units)

    def begin(self, x):
        from_inputs, self.from_reads = self.map.weight.t().split([self.inputs, self.map.in_features - self.inputs])
        return (x @ from_inputs + self.map.bias).unbind(1), None

    def step(self, drive, reads, state):
        return torch.tanh(torch.addmm(drive, reads, self.from_reads)), state


class LstmController(nn.Module):
    """An LSTM cell on [x ; reads], its gates in the order i, f, o, g so that one sigmoid computes three of them."""

    def __init__(self, inputs, reads, units):
        super().__init__()
        self.inputs, self.units = inputs, units
        self.map = dense(inputs + reads + units, 4 * units)
        with torch.no_grad():
            self.map.bias[units : 2 * units] = 1

    def begin(self, x):
        from_inputs, self.recurrent = self.map.weight.t().split([self.inputs, self.map.in_features - self.inputs])
        zeros = x.new_zeros(x.shape[0], self.units)
        return (x @ from_inputs + self.map.bias).unbind(1), (zeros, zeros)

    def step(self, drive, reads, state):
        hidden, cell = state
        gates, candidate = torch.addmm(drive, torch.cat([reads, hidden], 1), self.recurrent).split(
            [3 * self.units, self.units], 1
        )
        write, keep, show = torch.sigmoid(gates).chunk(3, 1)
        cell = keep * cell + write * torch.tanh(candidate)
        hidden = show * torch.tanh(cell)
        return hidden, (hidden, cell)


CONTROLLERS = {"feedforward": FeedforwardController, "lstm": LstmController}


class Ntm(nn.Module):
    """A controller with a memory, one write head and one read head: [batch, time, inputs] to [batch, time, outputs].

    One product computes the interface vectors of both heads, in which parts with the same activation are contiguous.
    """

    def __init__(self, inputs, outputs, controller, units, rows, width):
        super().__init__()
        self.rows, self.width = rows, width
        self.controller = CONTROLLERS[controller](inputs, width, units)
        # both keys, add vector | both strengths, both sharpenings | both gates, erase vector | both shifts
        self.sizes = [3 * width, 4, 2 + width, 2 * SHIFTS]
        self.interface = dense(units, sum(self.sizes))
        self.output = dense(units + width, outputs)

    def forward(self, x):
        batch = x.shape[0]
        memory = x.new_full((batch, self.rows, self.width), INITIAL_CONTENTS)
        row_norms = norm(memory)
        written = x.new_zeros(batch, self.rows)
        written[:, 0] = 1
        seen, reads = written, x.new_zeros(batch, self.width)
        drives, state = self.controller.begin(x)
        outputs = []
        for drive in drives:
            hidden, state = self.controller.step(drive, reads, state)
            linear, positive, gated, shifts = self.interface(hidden).split(self.sizes, 1)
            write_key, read_key, add = linear.split(self.width, 1)
            write_strength, read_strength, write_extra, read_extra = F.softplus(positive).split(1, 1)
            write_gate, read_gate, erase = torch.sigmoid(gated).split([1, 1, self.width], 1)
            write_shift, read_shift = F.softmax(shifts.view(batch, 2, SHIFTS), 2).unbind(1)

            written = address(
                memory, row_norms, write_key, write_strength, write_gate, write_shift, 1 + write_extra, written
            )
            column = written.unsqueeze(2)
            kept = torch.addcmul(memory, memory, torch.bmm(column, erase.unsqueeze(1)), value=-1)
            memory = torch.baddbmm(kept, column, add.unsqueeze(1))
            row_norms = norm(memory)

            seen = address(memory, row_norms, read_key, read_strength, read_gate, read_shift, 1 + read_extra, seen)
            reads = torch.bmm(seen.unsqueeze(1), memory).squeeze(1)
            outputs.append(torch.cat([hidden, reads], 1))
        return self.output(torch.stack(outputs, 1))


class Lstm(nn.Module):
    """PyTorch's LSTM and a linear map. The LSTM has two biases per layer, of which the second stays zero."""

    def __init__(self, inputs, outputs, units, layers):
        super().__init__()
        self.lstm = nn.LSTM(inputs, units, num_layers=layers, batch_first=True)
        for from_inputs, recurrent, bias, second_bias in self.lstm.all_weights:
            nn.init.xavier_uniform_(from_inputs)
            nn.init.xavier_uniform_(recurrent)
            nn.init.zeros_(bias)
            nn.init.zeros_(second_bias).requires_grad_(False)
            with torch.no_grad():
                bias[units : 2 * units] = 1
        self.output = dense(units, outputs)

    def forward(self, x):
        return self.output(self.lstm(x)[0])


class GravesRmsProp:
    """RMSProp of Graves (2013), after elementwise clipping, on all parameters as one flat vector.

    n <- 0.95 n + 0.05 g^2;  m <- 0.95 m + 0.05 g;  d <- 0.9 d - rate g / sqrt(n - m^2 + 1e-4);  parameters <- parameters + d
    """

    def __init__(self, parameters, rate, clip):
        parameters = list(parameters)
        self.rate, self.clip = rate, clip
        self.values = torch.cat([parameter.detach().flatten() for parameter in parameters])
        self.gradient, self.mean_square, self.mean, self.update = (torch.zeros_like(self.values) for _ in range(4))
        start = 0
        for parameter in parameters:
            part = slice(start, start + parameter.numel())
            parameter.data = self.values[part].view_as(parameter)
            parameter.grad = self.gradient[part].view_as(parameter)
            start += parameter.numel()

    @torch.no_grad()
    def step(self):
        g = self.gradient.clamp_(-self.clip, self.clip)
        self.mean_square.mul_(0.95).addcmul_(g, g, value=0.05)
        self.mean.mul_(0.95).add_(g, alpha=0.05)
        root = torch.addcmul(self.mean_square, self.mean, self.mean, value=-1).add_(1e-4).sqrt_()
        self.update.mul_(0.9).addcdiv_(g, root, value=-self.rate)
        self.values.add_(self.update)
        g.zero_()


class Training:
    """A model on the copy task, trained step by step."""

    def __init__(self, arguments):
        self.batch, self.length, self.bits = arguments.batch, arguments.length, arguments.bits
        inputs, outputs, units = self.bits + 1, self.bits, arguments.units
        if arguments.model == "ntm":
            self.model = Ntm(inputs, outputs, arguments.controller, units, arguments.rows, arguments.width)
        else:
            self.model = Lstm(inputs, outputs, units, arguments.layers)
        trained = [parameter for parameter in self.model.parameters() if parameter.requires_grad]
        self.parameters = sum(parameter.numel() for parameter in trained)
        self.optimizer = GravesRmsProp(trained, rate=1e-4, clip=10)

    def step(self):
        """Takes one step on new episodes; returns the loss before it, in nats per sequence."""
        vectors = torch.randint(0, 2, (self.batch, self.length, self.bits)).float()
        x = torch.zeros(self.batch, 2 * self.length + 1, self.bits + 1)
        x[:, : self.length, : self.bits] = vectors
        x[:, self.length, self.bits] = 1
        answers = self.model(x)[:, self.length + 1 :]
        loss = F.binary_cross_entropy_with_logits(answers, vectors, reduction="sum") / self.batch
        loss.backward()
        self.optimizer.step()
        value = loss.item()
        if not math.isfinite(value):
            raise ArithmeticError(f"the loss is {value}")
        return value


def parse_arguments():
    parser = argument_parser(__doc__)
    parser.add_argument("--model", choices=["ntm", "lstm"], default="ntm")
    parser.add_argument("--controller", choices=sorted(CONTROLLERS), default="feedforward", help="of the ntm")
    sizes = {"batch": 1, "length": 10, "bits": 8, "units": 100, "rows": 128, "width": 20, "layers": 1}
    for name, default in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    training = Training(arguments)
    run(training.step, training.parameters, arguments)


if __name__ == "__main__":
    main()
