"""All that pyproject.toml cannot say: an installed library carries the weights and the drawings."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

# MNIST is not among them: its licence is another, and `load_mnist` fetches and verifies it.
SHIPPED = ("weights/*.npz", "weights/MODEL_CARD.md", "data/*.jsonl.gz", "data/README.md")


class WithShipped(build_py):
    """Copies them into the package, where `nnlib.files.SHIPPED` is."""

    def run(self):
        super().run()
        if self.editable_mode:
            return  # the repository itself has them
        for pattern in SHIPPED:
            for source in sorted(Path().glob(pattern)):
                target = Path(self.build_lib, "nnlib", "shipped", source)
                self.mkpath(str(target.parent))
                self.copy_file(str(source), str(target))


setup(cmdclass={"build_py": WithShipped})
