"""Small work in PyTorch: told by lines of its standard input what to do how often, it answers with
the seconds that it took and a value that came out.

The first line is the number of threads, 0 for PyTorch's own choice; the second a JSON object, the
numbers to work on. It answers the first with a description, after "yes", or with the reason why it
is not to be compared with, after "no". Each further one is a kind of work and a count.
"""

import json
import sys
import time

import torch

threads = int(sys.stdin.readline())
if threads:
    torch.set_num_threads(threads)
print(about(), flush=True)
given = json.loads(sys.stdin.readline())


def matrix(name, rows, columns):
    return torch.tensor(given[name]).reshape(rows, columns)


def titanic_step():
    rows, columns, hidden = given["shape"]
    x = matrix("x", rows, columns)
    y = matrix("y", rows, 1)
    model = torch.nn.Sequential(
        torch.nn.Linear(columns, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, 1)
    )
    with torch.no_grad():
        model[0].weight.copy_(matrix("weight1", hidden, columns))
        model[0].bias.copy_(torch.tensor(given["bias1"]))
        model[2].weight.copy_(matrix("weight2", 1, hidden))
        model[2].bias.copy_(torch.tensor(given["bias2"]))
    optimizer = torch.optim.SGD(model.parameters(), lr=given["rate"])
    criterion = torch.nn.BCEWithLogitsLoss()

    def step():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        return loss

    return step


def sixteen(name):
    return torch.tensor(given[name][:16])


def add():
    a, b = sixteen("x"), sixteen("bias1")
    return lambda: a + b


def add_recorded():
    a, b = sixteen("x").requires_grad_(), sixteen("bias1")
    return lambda: a + b


def matmul_recorded():
    a = sixteen("x").reshape(4, 4).requires_grad_()
    b = sixteen("bias1").reshape(4, 4)
    return lambda: a @ b


kinds = {
    "TITANIC_STEP": titanic_step,
    "ADD": add,
    "ADD_RECORDED": add_recorded,
    "MATMUL_RECORDED": matmul_recorded,
}
ready = {}
for line in sys.stdin:
    kind, count = line.split()
    if kind not in ready:
        ready[kind] = kinds[kind]()
    run = ready[kind]
    start = time.perf_counter()
    for _ in range(int(count)):
        result = run()
    seconds = time.perf_counter() - start
    print(seconds, float(result.detach().sum()), flush=True)
