"""Networks from files of weights that `ntm export` writes, and files that `ntm import` reads."""
import json

import safetensors_file
from attention import AttentionAccess
from delta import DeltaAccess
from dnc import DncAccess
from lstm import LstmBaseline
from mann import MannAccess
from network import MemoryNetwork
from ntm import NtmAccess
from sam import SamAccess
from sdnc import SdncAccess
from stack_queue import DequeAccess, QueueAccess, StackAccess

ACCESSES = {
    access.__name__: access
    for access in (
        *(NtmAccess, DncAccess, MannAccess, SamAccess, SdncAccess, DeltaAccess, AttentionAccess),
        *(StackAccess, QueueAccess, DequeAccess),
    )
}

CONFIG = "ntmjs.layer"


def create_network(config):
    """A network with new weights."""
    if config["cell"] == "LstmBaselineCell":
        return LstmBaseline(config)
    options = dict(config["access"])
    return MemoryNetwork(config, ACCESSES[options.pop("class")](**options))


def load(path):
    """The network of a file, which must hold exactly its tensors."""
    tensors, metadata = safetensors_file.read(path)
    network = create_network(json.loads(metadata[CONFIG]))
    network.load_state_dict(tensors)
    return network


def save(path, network, metadata={}):
    """Writes the weights of a network, and its configuration."""
    texts = {**metadata, "format": "pt", CONFIG: json.dumps(network.config)}
    safetensors_file.write(path, network.state_dict(), texts)
