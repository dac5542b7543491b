"""The matrix product in PyTorch, on operands that the device has already, to an output that stays
there. Told by lines of its standard input which and how often, it answers with the seconds that it
took, and how far the result is from its true value, over the square root of k.

The argument is the device, such as cuda. The first line of output says what was found, after "yes"
if it can be used and "no" if not. Each line of input is a form (TN if the first operand is stored
transposed, NT if the second), m, k, n, and a count.
"""

import sys
import time

import torch

device = sys.argv[1]
cuda = device == "cuda"
if cuda and not torch.cuda.is_available():
    print(f"no PyTorch {torch.__version__} has no CUDA here", flush=True)
    sys.exit()
# As exact as the others.
torch.backends.cuda.matmul.allow_tf32 = False
name = torch.cuda.get_device_name() if cuda else device
print(f"yes PyTorch {torch.__version__} on {name}", flush=True)


def operand(rows, columns, transposed):
    if transposed:
        return (torch.rand(columns, rows, device=device) - 0.5).t()
    return torch.rand(rows, columns, device=device) - 0.5


def finish():
    if cuda:
        torch.cuda.synchronize()


def error():
    rows = torch.randint(m, (200,), device=device)
    columns = torch.randint(n, (200,), device=device)
    expected = (a[rows].double() * b[:, columns].t().double()).sum(1)
    return float((c[rows, columns].double() - expected).abs().max()) / k**0.5


made = None
for line in sys.stdin:
    form, *numbers = line.split()
    m, k, n, count = map(int, numbers)
    if made != (form, m, k, n):
        a = b = c = None
        a = operand(m, k, form == "TN")
        b = operand(k, n, form == "NT")
        c = torch.empty(m, n, device=device)
        made = (form, m, k, n)
    finish()
    start = time.perf_counter()
    for _ in range(count):
        torch.matmul(a, b, out=c)
    finish()
    seconds = time.perf_counter() - start
    print(seconds, error(), flush=True)
