"""The peer of sextant-bench-train: the same decoder, batch and optimiser in eager PyTorch.

Reads numbers of steps from standard input, one a line; trains so many; answers each with one JSON line:
    {"step_ms": …, "cpu_ms": …, "loss": …}
step_ms is the median of the block, cpu_ms the processor time of all threads per step, loss that of the last step.

The weights come from sextant-bench-train's model.safetensors, so names below are Sextant's. Needs torch and safetensors.
"""

import argparse
import contextlib
import json
import statistics
import sys
import time

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", required=True, help="model.safetensors and batch.safetensors")
    parser.add_argument("--layers", type=int, required=True)
    parser.add_argument("--heads", type=int, required=True)
    parser.add_argument("--pos", choices=("rope", "learned"), default="rope")
    parser.add_argument("--precision", choices=("fp32", "bf16"), default="fp32")
    parser.add_argument("--optimizer", choices=("default", "foreach", "fused"), default="default",
                        help="default is what torch.optim.AdamW chooses by itself")
    parser.add_argument("--lr", type=float, default=3e-4)
    parser.add_argument("--clip", type=float, default=1.0)
    parser.add_argument("--threads", type=int, required=True)
    return parser.parse_args()


class RotaryTables:
    """cos and sin of GPT-NeoX's layout, made once."""

    def __init__(self, length, channels):
        frequencies = 10000.0 ** (-torch.arange(0, channels, 2, dtype=torch.float64) / channels)
        angles = torch.outer(torch.arange(length, dtype=torch.float64), frequencies)
        angles = torch.cat((angles, angles), dim=-1)
        self.cos, self.sin = angles.cos().float(), angles.sin().float()

    def turn(self, x):
        half = x.shape[-1] // 2
        turned = torch.cat((-x[..., half:], x[..., :half]), dim=-1)
        return (x * self.cos + turned * self.sin).to(x.dtype)


class Attention(nn.Module):
    def __init__(self, channels, heads, tables):
        super().__init__()
        self.qkv = nn.Linear(channels, 3 * channels)
        self.out = nn.Linear(channels, channels)
        self.heads, self.tables = heads, tables

    def forward(self, x):
        batch, tokens, channels = x.shape
        q, k, v = self.qkv(x).view(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        if self.tables:
            q, k = self.tables.turn(q), self.tables.turn(k)
        mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.out(mixed.transpose(1, 2).reshape(batch, tokens, channels))


class FeedForward(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.up = nn.Linear(channels, 4 * channels)
        self.down = nn.Linear(4 * channels, channels)

    def forward(self, x):
        return self.down(functional.gelu(self.up(x)))


class Block(nn.Module):
    def __init__(self, channels, heads, tables):
        super().__init__()
        self.attention_norm = nn.LayerNorm(channels)
        self.attention = Attention(channels, heads, tables)
        self.feed_forward_norm = nn.LayerNorm(channels)
        self.feed_forward = FeedForward(channels)

    def forward(self, x):
        x = x + self.attention(self.attention_norm(x))
        return x + self.feed_forward(self.feed_forward_norm(x))


class Decoder(nn.Module):
    def __init__(self, vocabulary, channels, layers, heads, length, pos):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, channels)
        self.position = nn.ModuleDict({"input": nn.Embedding(length, channels)} if pos == "learned" else {})
        tables = RotaryTables(length, channels // heads) if pos == "rope" else None
        self.layers = nn.ModuleList(Block(channels, heads, tables) for _ in range(layers))
        self.norm = nn.LayerNorm(channels)

    def forward(self, tokens):
        x = self.embedding(tokens)
        if self.position:
            x = x + self.position["input"].weight[: tokens.shape[1]]
        for block in self.layers:
            x = block(x)
        return functional.linear(self.norm(x), self.embedding.weight)


def make_optimizer(model, args):
    decayed = [p for name, p in model.named_parameters() if p.dim() >= 2 and not name.startswith("position.")]
    others = [p for name, p in model.named_parameters() if p.dim() < 2 or name.startswith("position.")]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}]
    choice = {} if args.optimizer == "default" else {args.optimizer: True}
    return torch.optim.AdamW(groups, lr=args.lr, **choice)


class Trainer:
    def __init__(self, args):
        batch = load_file(f"{args.folder}/batch.safetensors")
        self.tokens, self.targets = batch["tokens"], batch["targets"]
        weights = load_file(f"{args.folder}/model.safetensors")
        vocabulary, channels = weights["embedding.weight"].shape
        self.model = Decoder(vocabulary, channels, args.layers, args.heads, self.tokens.shape[1], args.pos)
        self.model.load_state_dict(weights)
        self.optimizer = make_optimizer(self.model, args)
        self.args = args

    def step(self):
        mixed = torch.autocast("cpu", torch.bfloat16) if self.args.precision == "bf16" else contextlib.nullcontext()
        with mixed:
            logits = self.model(self.tokens)
        loss = functional.cross_entropy(logits.float().flatten(0, 1), self.targets.flatten())
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), self.args.clip)
        self.optimizer.step()
        return loss.item()

    def run(self, steps):
        seconds, cpu = [], time.process_time()
        for _ in range(steps):
            begin = time.perf_counter()
            loss = self.step()
            seconds.append(time.perf_counter() - begin)
        cpu_ms = 1e3 * (time.process_time() - cpu) / steps
        return {"step_ms": 1e3 * statistics.median(seconds), "cpu_ms": cpu_ms, "loss": loss}


def main():
    args = options()
    torch.set_num_threads(args.threads)
    trainer = Trainer(args)
    print(json.dumps({"ready": f"PyTorch {torch.__version__}"}), flush=True)
    for line in sys.stdin:
        print(json.dumps(trainer.run(int(line))), flush=True)


main()
