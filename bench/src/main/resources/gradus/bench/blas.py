# Comes before each script that measures PyTorch: which BLAS it multiplies matrices with. A peer that
# runs a reference BLAS is not worth comparing with, and Debian's PyTorch takes whichever is installed.


def blas():
    """Whether PyTorch's BLAS can be compared with, and what it is or why not. To be called when
    the number of threads has been set."""
    import ctypes
    import os

    import torch

    if torch.backends.mkl.is_available():
        version = [line for line in torch.__config__.show().splitlines() if "Math Kernel" in line]
        name = version[0].strip(" -").split(" Product")[0].split("-Product")[0] if version else "MKL"
        return True, f"{name}, {counted(torch.get_num_threads())}"
    try:
        with open("/proc/self/maps") as maps:
            paths = sorted({line.split()[-1] for line in maps if "blas" in line.lower()})
    except OSError:
        return True, "a BLAS that can't be determined on this system"
    found = None
    for path in paths:
        library = ctypes.CDLL(path)
        if hasattr(library, "openblas_get_config"):
            found = library
        elif os.path.basename(path).startswith("libblas."):
            return False, (
                f"it multiplies matrices with the reference BLAS, {path}, which is many times slower"
                " than OpenBLAS; install libopenblas0, and choose it with update-alternatives"
            )
    if found is None:
        names = ", ".join(paths) or "no known BLAS"
        return False, (
            f"it has been built with {names}; install a PyTorch with OpenBLAS or MKL, such as"
            " python3-torch with libopenblas0 on Debian"
        )
    found.openblas_get_config.restype = ctypes.c_char_p
    found.openblas_get_corename.restype = ctypes.c_char_p
    version = " ".join(found.openblas_get_config().decode().split()[:2])
    kernels = found.openblas_get_corename().decode()
    return True, f"{version}, kernels for {kernels}, {counted(found.openblas_get_num_threads())}"


def counted(threads):
    return f"{threads} thread" + ("" if threads == 1 else "s")


def about():
    """The line for a table's head: "yes" and a description, or "no" and the reason."""
    import torch

    fit, text = blas()
    return f"yes PyTorch {torch.__version__} in Python, {text}" if fit else f"no {text}"
