"""A small network trained in PyTorch in a fresh process, the same as ColdTraining: from the same
seed, both draw the same parameters and data.

The arguments are the number of threads and of steps, and "about" for a description. It prints "yes",
or, if asked for a description, "yes" and what was found, or "no" and why PyTorch can't be compared
with; then when training began and when each step ended, in
microseconds since 1970; then the first loss and the mean of the last 100.
"""

import sys
import time

import torch

BATCH = 64
BATCHES = 64
INPUTS = 784
CLASSES = 10

threads, steps = map(int, sys.argv[1:3])
torch.set_num_threads(threads)
torch.manual_seed(1)
model = torch.nn.Sequential(
    torch.nn.Linear(INPUTS, 512),
    torch.nn.ReLU(),
    torch.nn.Linear(512, 256),
    torch.nn.ReLU(),
    torch.nn.Linear(256, CLASSES),
)
inputs = torch.rand(BATCHES * BATCH, INPUTS).split(BATCH)
labels = (torch.arange(BATCHES * BATCH) % CLASSES).split(BATCH)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.001)
criterion = torch.nn.CrossEntropyLoss()
losses = []
times = [time.time_ns() // 1000]
for step in range(steps):
    optimizer.zero_grad()
    loss = criterion(model(inputs[step % BATCHES]), labels[step % BATCHES])
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    times.append(time.time_ns() // 1000)
last = losses[-100:]
print(about() if "about" in sys.argv else "yes")
print(*times)
print(losses[0], sum(last) / len(last), flush=True)
