"""Trains a Neural Turing Machine on the copy task, and writes its weights for `ntm import`.

    python3 train_copy.py --to weights.safetensors
    npx ntm import weights.safetensors
"""
import argparse
import json

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

import weights


def options():
    parser = argparse.ArgumentParser(description="Trains a Neural Turing Machine on the copy task.")
    parser.add_argument("--to", required=True, help="the file of weights to write")
    parser.add_argument("--controller", choices=["feedforward", "lstm", "gru", "gruResetAfter"], default="feedforward")
    for name, default, text in [
        ("units", 100, "units of the controller"),
        ("rows", 128, "rows of the memory"),
        ("width", 20, "width of a row"),
        ("vector-width", 8, "bits of a vector"),
        ("max-length", 20, "the longest sequence"),
        ("batch", 16, "sequences a step"),
        ("steps", 2000, "steps of training"),
        ("seed", 1, "seed of the weights and the sequences"),
    ]:
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{text} (default: {default})")
    parser.add_argument("--learning-rate", type=float, default=1e-3, help="of Adam (default: 0.001)")
    return parser.parse_args()


def config_of(args):
    """The configuration of the network; every argument is given."""
    return {
        "cell": "MemoryAugmentedCell",
        "inputs": args.vector_width + 1,
        "units": args.vector_width,
        "controller": {"type": args.controller, "units": args.units, "layers": 1},
        "access": {
            "class": "NtmAccess",
            "memory": {"rows": args.rows, "width": args.width, "contents": "constant", "value": 1e-6},
            "heads": ["write", "read"],
            "shiftRange": 1,
            "firstWeighting": "oneHot",
            "vectorActivation": "tanh",
        },
    }


def episodes(args):
    """Random vectors, a step that marks their end, and as many steps in which to repeat them."""
    length = int(torch.randint(1, args.max_length + 1, ()))
    bits = torch.randint(0, 2, (args.batch, length, args.vector_width)).float()
    x = torch.zeros(args.batch, 2 * length + 1, args.vector_width + 1)
    x[:, :length, :-1] = bits
    x[:, length, -1] = 1
    return x, bits


def main():
    args = options()
    torch.manual_seed(args.seed)
    network = weights.create_network(config_of(args))
    optimizer = torch.optim.Adam(network.parameters(), lr=args.learning_rate)
    for step in range(1, args.steps + 1):
        x, bits = episodes(args)
        answers = network(x)[:, -bits.shape[1] :]
        loss = binary_cross_entropy_with_logits(answers, bits)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 10)
        optimizer.step()
        if step % 100 == 0 or step == args.steps:
            print(f"step {step}: {loss.item() / 0.6931:.3f} bits a bit", flush=True)
    lengths = {"vectorWidth": args.vector_width, "minLength": 1, "maxLength": args.max_length}
    task = {"name": "copy", "config": {**lengths, "startMarker": False, "endMarker": False}}
    weights.save(args.to, network, {"ntmjs.task": json.dumps(task)})


main()
