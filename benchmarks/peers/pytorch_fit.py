"""Trains the models of `--fit` in PyTorch: the peer that `model.fit` of tfjs is compared with.

    python3 pytorch_fit.py --model addition --batch 32 --seconds 5

prints one JSON line. Models, sizes, optimizers, losses and numbers of parameters are those of tfjs, on random data of the same shapes;
an epoch is four batches, shuffled. Recurrent layers are PyTorch's own, for whole sequences. Of their two biases the second stays
zero. PyTorch's GRU applies the reset gate after the recurrent product, tfjs' before it.
"""

import math

import torch
from serving import argument_parser, run
from torch import nn
from torch.nn import functional as F

BATCHES = 4


def recurrent(kind, inputs, units, **more):
    """An LSTM or GRU with one bias and Glorot-uniform weights."""
    layer = kind(inputs, units, batch_first=True, **more)
    for name, weight in layer.named_parameters():
        if name.startswith("weight"):
            nn.init.xavier_uniform_(weight)
        else:
            nn.init.zeros_(weight)
        if name.startswith("bias_hh"):
            weight.requires_grad_(False)
    return layer


def accuracy(logits, classes):
    return (logits.argmax(-1) == classes).float().mean()


class TextGeneration(nn.Module):
    """Two LSTM layers over one-hot characters, and the next character."""

    rate = 0.01
    optimizer = "rmsprop"

    def __init__(self, a):
        super().__init__()
        self.lstm = recurrent(nn.LSTM, a.characters, a.units, num_layers=2)
        self.output = nn.Linear(a.units, a.characters)

    @staticmethod
    def sample(a, count):
        x = F.one_hot(torch.randint(a.characters, (count, a.length)), a.characters).float()
        return x, torch.randint(a.characters, (count,))

    def loss(self, x, y):
        return F.cross_entropy(self.output(self.lstm(x)[0][:, -1]), y)


class Addition(nn.Module):
    """An LSTM reads a sum; its last output, repeated, is the input of another one that writes the result."""

    def __init__(self, a):
        super().__init__()
        self.answers = a.digits + 1
        self.encoder = recurrent(nn.LSTM, a.characters, a.units)
        self.decoder = recurrent(nn.LSTM, a.units, a.units)
        self.output = nn.Linear(a.units, a.characters)

    @staticmethod
    def sample(a, count):
        x = F.one_hot(torch.randint(a.characters, (count, a.length)), a.characters).float()
        return x, torch.randint(a.characters, (count, a.digits + 1))

    def loss(self, x, y):
        read = self.encoder(x)[0][:, -1:].expand(-1, self.answers, -1)
        logits = self.output(self.decoder(read)[0])
        self.metric = accuracy(logits, y)
        return F.cross_entropy(logits.flatten(0, 1), y.flatten())


class Forecasting(nn.Module):
    """A GRU over measurements, and a later one."""

    optimizer = "rmsprop"

    def __init__(self, a):
        super().__init__()
        self.gru = recurrent(nn.GRU, a.features, a.units)
        self.output = nn.Linear(a.units, 1)

    @staticmethod
    def sample(a, count):
        return torch.randn(count, a.length, a.features), torch.randn(count, 1)

    def loss(self, x, y):
        return F.l1_loss(self.output(self.gru(x)[0][:, -1]), y)


class Sentiment(nn.Module):
    """An LSTM over embedded words, and one label."""

    def __init__(self, a):
        super().__init__()
        self.embedding = nn.Embedding(a.words, a.embedding)
        self.lstm = recurrent(nn.LSTM, a.embedding, a.units)
        self.output = nn.Linear(a.units, 1)

    @staticmethod
    def sample(a, count):
        words = (a.words * torch.rand(count, a.length) ** 3).long()
        return words, torch.randint(2, (count, 1)).float()

    def loss(self, x, y):
        logits = self.output(self.lstm(self.embedding(x))[0][:, -1])
        self.metric = ((logits > 0) == (y > 0)).float().mean()
        return F.binary_cross_entropy_with_logits(logits, y)


class Tagging(nn.Module):
    """An LSTM in both directions over embedded words, and a tag for each."""

    def __init__(self, a):
        super().__init__()
        self.embedding = nn.Embedding(a.words, a.embedding)
        self.lstm = recurrent(nn.LSTM, a.embedding, a.units, bidirectional=True)
        self.output = nn.Linear(2 * a.units, a.tags)

    @staticmethod
    def sample(a, count):
        words = (a.words * torch.rand(count, a.length) ** 3).long()
        return words, torch.randint(a.tags, (count, a.length))

    def loss(self, x, y):
        logits = self.output(self.lstm(self.embedding(x))[0])
        self.metric = accuracy(logits, y)
        return F.cross_entropy(logits.flatten(0, 1), y.flatten())


MODELS = {
    "text-generation": TextGeneration,
    "addition": Addition,
    "forecasting": Forecasting,
    "sentiment": Sentiment,
    "tagging": Tagging,
}


class Fit:
    """A model and its data."""

    def __init__(self, arguments):
        kind = MODELS[arguments.model]
        self.batch = arguments.batch
        self.model = kind(arguments)
        self.x, self.y = kind.sample(arguments, BATCHES * self.batch)
        trained = [parameter for parameter in self.model.parameters() if parameter.requires_grad]
        self.parameters = sum(parameter.numel() for parameter in trained)
        rate = getattr(kind, "rate", 0.001)
        if getattr(kind, "optimizer", "adam") == "rmsprop":
            self.optimizer = torch.optim.RMSprop(trained, lr=rate, alpha=0.9, eps=1e-7)
        else:
            self.optimizer = torch.optim.Adam(trained, lr=rate, eps=1e-7)

    def epoch(self):
        """Takes a step on each batch; returns the mean loss."""
        total = 0
        for indices in torch.randperm(len(self.x)).split(self.batch):
            self.optimizer.zero_grad(set_to_none=True)
            loss = self.model.loss(self.x[indices], self.y[indices])
            loss.backward()
            self.optimizer.step()
            total += loss.item()
        if not math.isfinite(total):
            raise ArithmeticError(f"the loss is {total}")
        return total / BATCHES


def parse_arguments():
    parser = argument_parser(__doc__)
    parser.add_argument("--model", choices=sorted(MODELS), default="addition")
    parser.add_argument("--batch", type=int, default=32)
    sizes = {"length": 5, "digits": 2, "characters": 12, "units": 128}
    sizes.update({"features": 14, "words": 10000, "embedding": 32, "tags": 17})
    for name, default in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    fit = Fit(arguments)
    run(fit.epoch, fit.parameters, arguments, BATCHES)


if __name__ == "__main__":
    main()
