"""Convolutions and networks in PyTorch.

The arguments are the number of threads and PyTorch's name of a memory format. The first line of
output is a description, after "yes", or the reason why it is not to be compared with, after "no".
"""

import sys

import torch
import torch.nn.functional as F

torch.set_num_threads(int(sys.argv[1]))
layout = getattr(torch, sys.argv[2])
onednn = "with" if torch.backends.mkldnn.is_available() else "without"
print(f"{about()}, {onednn} oneDNN, {sys.argv[2]}", flush=True)


def convolution(work, tensors):
    """A pass of a convolution. A gradient's forward pass runs only once."""
    x, weight = tensors["input"], tensors["weight"]
    upstream = tensors["upstream"]
    kind = work["kind"]

    def forward():
        return F.conv2d(
            x, weight, stride=work["stride"], padding=work["padding"], groups=work["groups"]
        )

    if kind == "FORWARD":

        def output():
            with torch.no_grad():
                return forward()

        return output
    wanted = {"INPUT": x, "KERNEL": weight}[kind].requires_grad_()
    y = forward()
    return lambda: torch.autograd.grad(y, wanted, upstream, retain_graph=True)[0]


class ResNet:
    """A residual network of blocks of two convolutions, known by the names of its tensors."""

    def __init__(self, state):
        self.state = state
        self.stages = {}
        for name in state:
            if name.startswith("layer"):
                stage, block = name.split(".")[:2]
                blocks = self.stages.setdefault(stage, [])
                if block not in blocks:
                    blocks.append(block)
        self.head = "fc" if "fc.weight" in state else "linear"
        self.parameters = [
            tensor.requires_grad_()
            for name, tensor in state.items()
            if not name.endswith(("running_mean", "running_var", "num_batches_tracked"))
        ]

    def norm(self, x, name, training):
        mean, variance, weight, bias = (
            self.state[f"{name}.{part}"]
            for part in ("running_mean", "running_var", "weight", "bias")
        )
        return F.batch_norm(x, mean, variance, weight, bias, training, 0.1, 1e-5)

    def conv(self, x, name, stride=1):
        weight = self.state[name + ".weight"]
        return F.conv2d(x, weight, stride=stride, padding=weight.shape[2] // 2)

    def block(self, x, name, stride, training):
        y = self.conv(x, name + ".conv1", stride)
        y = F.relu(self.norm(y, name + ".bn1", training))
        y = self.norm(self.conv(y, name + ".conv2"), name + ".bn2", training)
        if name + ".downsample.0.weight" in self.state:
            x = self.conv(x, name + ".downsample.0", stride)
            x = self.norm(x, name + ".downsample.1", training)
        elif stride > 1:
            added = (y.shape[1] - x.shape[1]) // 2
            x = F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, added, added))
        return F.relu(x + y)

    def forward(self, x, training):
        wide = self.state["conv1.weight"].shape[2] == 7
        x = self.conv(x, "conv1", 2 if wide else 1)
        x = F.relu(self.norm(x, "bn1", training))
        if wide:
            x = F.max_pool2d(x, 3, 2, 1)
        for i, (stage, blocks) in enumerate(self.stages.items()):
            for j, block in enumerate(blocks):
                stride = 2 if i > 0 and j == 0 else 1
                x = self.block(x, f"{stage}.{block}", stride, training)
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return F.linear(x, self.state[self.head + ".weight"], self.state[self.head + ".bias"])


def network(work, tensors):
    pictures = tensors.pop("pictures")
    labels = tensors.pop("labels").long()
    model = ResNet(tensors)
    if work["kind"] == "INFERENCE":

        def logits():
            with torch.no_grad():
                return model.forward(pictures, False)

        return logits
    optimizer = torch.optim.SGD(model.parameters, lr=work["rate"])

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model.forward(pictures, True), labels)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step


def prepared(work, tensors):
    for name, tensor in tensors.items():
        if tensor.dim() == 4:
            tensors[name] = tensor.contiguous(memory_format=layout)
    nets = ("INFERENCE", "TRAINING")
    return (network if work["kind"] in nets else convolution)(work, tensors)


serve(prepared)
