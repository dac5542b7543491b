"""Language models in PyTorch: the training of a GPT-2, and a Llama that reads tokens with a cache.

The argument is the number of threads. The first line of output is a description, after "yes", or the
reason why it is not to be compared with, after "no".
"""

import sys

import torch
import torch.nn.functional as F

torch.set_num_threads(int(sys.argv[1]))
fused = hasattr(F, "scaled_dot_product_attention")
print(f"{about()}, {'fused attention' if fused else 'attention by softmax'}", flush=True)

masks = {}


def attention(q, k, v, causal):
    """Of queries, keys and values of the shape (texts, heads, tokens, size)."""
    if fused:
        return F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    texts, heads, length, size = q.shape
    q, k, v = (tensor.flatten(0, 1) for tensor in (q, k, v))
    if causal:
        if length not in masks:
            masks[length] = torch.full((length, length), float("-inf")).triu(1)
        scores = torch.baddbmm(masks[length], q, k.transpose(1, 2), alpha=size**-0.5)
    else:
        scores = torch.bmm(q * size**-0.5, k.transpose(1, 2))
    return torch.bmm(scores.softmax(-1), v).unflatten(0, (texts, heads))


class Gpt2:
    """A GPT-2, known by Hugging Face's names of its tensors. Weights are transposed to those of
    torch.nn.Linear, which nanoGPT has."""

    def __init__(self, state, config):
        self.config = config
        self.state = {}
        for name, tensor in state.items():
            if ".c_" in name and tensor.dim() == 2:
                tensor = tensor.t().contiguous()
            self.state[name] = tensor.requires_grad_()

    def linear(self, x, name):
        return F.linear(x, self.state[name + ".weight"], self.state.get(name + ".bias"))

    def norm(self, x, name):
        weight, bias = self.state[name + ".weight"], self.state.get(name + ".bias")
        return F.layer_norm(x, weight.shape, weight, bias, self.config["layerNormEpsilon"])

    def attend(self, x, name):
        texts, length, width = x.shape
        heads = self.config["nHead"]
        qkv = self.linear(x, name + ".c_attn").split(width, 2)
        q, k, v = (part.view(texts, length, heads, -1).transpose(1, 2) for part in qkv)
        y = attention(q, k, v, True).transpose(1, 2).reshape(texts, length, width)
        return self.linear(y, name + ".c_proj")

    def forward(self, ids):
        tokens = self.state["wte.weight"]
        x = F.embedding(ids, tokens) + self.state["wpe.weight"][: ids.shape[1]]
        for i in range(self.config["nLayer"]):
            x = x + self.attend(self.norm(x, f"h.{i}.ln_1"), f"h.{i}.attn")
            y = self.linear(self.norm(x, f"h.{i}.ln_2"), f"h.{i}.mlp.c_fc")
            x = x + self.linear(F.gelu(y, approximate="tanh"), f"h.{i}.mlp.c_proj")
        return F.linear(self.norm(x, "ln_f"), tokens)


def adamw(parameters, options):
    groups = [
        {"params": [p for p in parameters if p.dim() > 1], "weight_decay": options["weightDecay"]},
        {"params": [p for p in parameters if p.dim() == 1], "weight_decay": 0},
    ]
    common = {
        "lr": options["lr"],
        "betas": (options["beta1"], options["beta2"]),
        "eps": options["eps"],
    }
    try:
        return torch.optim.AdamW(groups, fused=True, **common)
    except (RuntimeError, TypeError):
        # This version has no fused step for the processor. This one is the second fastest.
        return torch.optim.AdamW(groups, foreach=True, **common)


def training(description, tensors):
    ids = tensors.pop("ids").long()
    inputs, targets = ids[:, :, :-1].contiguous(), ids[:, :, 1:].flatten(1)
    model = Gpt2(tensors, description["work"]["config"])
    parameters = list(model.state.values())
    optimizer = adamw(parameters, description["optimizer"])
    step = 0

    def run():
        nonlocal step
        batch = step % len(inputs)
        step += 1
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model.forward(inputs[batch]).flatten(0, 1), targets[batch])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, description["max_norm"])
        optimizer.step()
        return loss.detach()

    return run


def linear(x, weight):
    """Of one row and a large matrix, the product of the matrix and a vector is faster."""
    if len(x) == 1 and weight.numel() > 100_000:
        return torch.mv(weight, x[0])[None]
    return F.linear(x, weight)


class Llama:
    """A Llama for one text, known by Hugging Face's names of its tensors."""

    def __init__(self, state, config, length):
        self.state = state
        self.config = config
        size = config["headSize"]
        shape = config["numKeyValueHeads"], length, size
        layers = range(config["numHiddenLayers"])
        self.keys = [torch.zeros(shape) for _ in layers]
        self.values = [torch.zeros(shape) for _ in layers]
        rates = config["ropeTheta"] ** -(torch.arange(0, size, 2).double() / size)
        angles = torch.outer(torch.arange(length).double(), rates)
        self.cos = torch.cat((angles, angles), 1).cos().float()
        self.sin = torch.cat((-angles, angles), 1).sin().float()

    def norm(self, x, name):
        scale = torch.rsqrt(x.square().mean(-1, keepdim=True) + self.config["rmsNormEps"])
        return x * scale * self.state[name + ".weight"]

    def attend(self, x, layer, start):
        name = f"model.layers.{layer}.self_attn."
        size, kv_heads = self.config["headSize"], self.config["numKeyValueHeads"]
        end = start + len(x)

        def heads(part):
            return linear(x, self.state[name + part]).view(len(x), -1, size).transpose(0, 1)

        def rotated(x):
            cos, sin = self.cos[start:end], self.sin[start:end]
            return torch.addcmul(x * cos, x.roll(size // 2, -1), sin)

        q = rotated(heads("q_proj.weight"))
        self.keys[layer][:, start:end] = rotated(heads("k_proj.weight"))
        self.values[layer][:, start:end] = heads("v_proj.weight")
        k, v = self.keys[layer][:, :end], self.values[layer][:, :end]
        if len(x) == 1:
            # The queries that share keys are the rows of one product.
            y = attention(q.reshape(1, kv_heads, -1, size), k[None], v[None], False).view(1, -1)
        else:
            assert start == 0
            k, v = (tensor.repeat_interleave(len(q) // kv_heads, 0) for tensor in (k, v))
            y = attention(q[None], k[None], v[None], True)[0].transpose(0, 1).flatten(1)
        return linear(y, self.state[name + "o_proj.weight"])

    def next(self, ids, start):
        """The logits of the token after those, which come after the tokens up to `start`."""
        tokens = self.state["model.embed_tokens.weight"]
        x = F.embedding(ids, tokens)
        for i in range(self.config["numHiddenLayers"]):
            name = f"model.layers.{i}."
            x = x + self.attend(self.norm(x, name + "input_layernorm"), i, start)
            y = self.norm(x, name + "post_attention_layernorm")
            gate = F.silu(linear(y, self.state[name + "mlp.gate_proj.weight"]))
            y = gate * linear(y, self.state[name + "mlp.up_proj.weight"])
            x = x + linear(y, self.state[name + "mlp.down_proj.weight"])
        return linear(self.norm(x[-1:], "model.norm"), self.state.get("lm_head.weight", tokens))


def reading(description, tensors):
    work = description["work"]
    ids = tensors.pop("ids").long()[0]
    model = Llama(tensors, work["config"], work["length"])
    position = 0

    def read(count):
        nonlocal position
        start = position
        position += count
        with torch.inference_mode():
            return model.next(ids[start:position], start)

    def run():
        nonlocal position
        if position + work["tokens"] > work["length"]:
            position = work["before"]
        return read(work["tokens"])

    if work["before"]:
        read(work["before"])
    return run


def prepared(description, tensors):
    return (training if description["part"] == "TRAINING" else reading)(description, tensors)


serve(prepared, lambda result: result.flatten()[:16].abs().mean())
