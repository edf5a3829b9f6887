"""A loss curve of PreResNet in PyTorch, done straightforwardly, and timed: what `valleys bench --curve` compares with.

At every point: set the weights to w + l*u, re-estimate batch norm in training mode, evaluate loss and accuracy of both
splits. Images are normalised floats in memory, channels_last. Prints one JSON object: {"seconds": seconds of a point}.
Usage: curve_torch.py DEPTH --points 4 --train 5000 --test 5000 --batch-norm 2000 --batch 200 [--threads N]
"""
import argparse
import json
import os
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    """BN-ReLU-conv twice, and a shortcut around them."""

    def __init__(self, channels_in, channels, stride):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels_in), nn.BatchNorm2d(channels)
        self.conv1 = nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        same = stride == 1 and channels_in == channels
        self.shortcut = nn.Identity() if same else nn.Conv2d(channels_in, channels, 1, stride, bias=False)

    def forward(self, x):
        return self.shortcut(x) + self.conv2(F.relu(self.norm2(self.conv1(F.relu(self.norm1(x))))))


def preresnet(depth):
    layers, channels_in = [nn.Conv2d(3, 16, 3, 1, 1, bias=False)], 16
    for channels, stride in ((16, 1), (32, 2), (64, 2)):
        for block in range((depth - 2) // 6):
            layers.append(Block(channels_in, channels, stride if block == 0 else 1))
            channels_in = channels
    return nn.Sequential(*layers, nn.BatchNorm2d(64), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def images(count):
    return torch.randn(count, 3, 32, 32).to(memory_format=torch.channels_last), torch.randint(0, 10, (count,))


@torch.no_grad()
def point(net, weights, direction, distance, train, test, batch_norm, batch):
    for parameter, weight, step in zip(net.parameters(), weights, direction):
        parameter.copy_(weight + distance * step)
    norms = [module for module in net.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    net.train()
    for x in batch_norm[0].split(batch):
        net(x)
    net.eval()
    result = []
    for inputs, labels in (train, test):
        loss, correct = 0.0, 0
        for x, y in zip(inputs.split(batch), labels.split(batch)):
            logits = net(x)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            correct += (logits.argmax(1) == y).sum().item()
        result.append((loss / len(labels), correct / len(labels)))
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("depth", type=int)
    for name, default in (("points", 4), ("train", 5000), ("test", 5000), ("batch-norm", 2000), ("batch", 200), ("threads", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    # With glibc's default thresholds PyTorch returns each large buffer to the system, which costs it up to two thirds of its speed.
    tuned = {"MALLOC_MMAP_THRESHOLD_": str(2**32), "MALLOC_TRIM_THRESHOLD_": str(2**34)}
    if any(os.environ.get(name) != value for name, value in tuned.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **tuned})
    if options.threads:
        torch.set_num_threads(options.threads)
    net = preresnet(options.depth).to(memory_format=torch.channels_last)
    weights = [parameter.detach().clone() for parameter in net.parameters()]
    direction = [torch.rand_like(weight) for weight in weights]
    length = torch.stack([step.square().sum() for step in direction]).sum().sqrt()
    direction = [step / length for step in direction]
    sets = [images(count) for count in (options.train, options.test, options.batch_norm)]
    point(net, weights, direction, 0.0, *sets, options.batch)
    started = time.perf_counter()
    for k in range(options.points):
        point(net, weights, direction, 0.1 * k, *sets, options.batch)
    print(json.dumps({"seconds": (time.perf_counter() - started) / options.points}))


main()
