"""A process of its own for each contestant, so that none meets the others' threads and memory."""

import multiprocessing
import os
import sys
import time

VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class Worker:
    """Runs one contestant in a fresh process, an epoch at a time, and sleeps in between.

    Parameters
    ----------
    name : str
        A key of `contestants.CONTESTANTS`.
    threads : int
        Processor cores and threads that the contestant may use.
    """

    def __init__(self, name: str, threads: int):
        for variable in VARIABLES:  # read by the libraries as they are imported
            os.environ[variable] = str(threads)
        context = multiprocessing.get_context("spawn")
        self.name = name
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(name, threads, other), daemon=True)
        self._process.start()
        other.close()

    def build(self, n: int, sizes: tuple[int, ...], batch_size: int) -> None:
        """Prepare the contestant for n images and this network, and warm it up with an epoch."""
        self._ask(("build", n, sizes, batch_size))

    def epoch(self) -> float:
        """Train for one epoch; how many seconds it took."""
        return self._ask(("epoch",))

    def peak_memory(self) -> float:
        """The most memory the process has had so far, in MB."""
        return self._ask(("memory",))

    def stop(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(10)
        self._process.terminate()

    def _ask(self, question):
        self._pipe.send(question)
        answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer


def peak_memory() -> float:
    """The most memory this process has had so far, in MB; NaN where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def limit_cores(threads: int) -> None:
    """Keep this process on so many cores: JAX takes all that it is given."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:threads]))


def _serve(name: str, threads: int, pipe) -> None:
    limit_cores(threads)
    from contestants import CONTESTANTS

    import nnlib

    train, epoch = nnlib.load_mnist().train, None
    images = train.images.reshape(len(train), -1)
    while True:
        try:
            order, *arguments = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            if order == "build":
                n, sizes, batch_size = arguments
                if "PyTorch" in name:
                    import torch

                    torch.set_num_threads(threads)
                epoch = CONTESTANTS[name](images[:n], train.labels[:n], sizes, batch_size)
                epoch()
                answer = None
            elif order == "epoch":
                start = time.perf_counter()
                epoch()
                answer = time.perf_counter() - start
            else:
                answer = peak_memory()
        except Exception as error:
            answer = RuntimeError(f"{name}: {type(error).__name__}: {error}")
        pipe.send(answer)
