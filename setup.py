"""Package metadata; the page is already built in visdom/static, so installing needs no Node."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent

EXTRAS = {
    "video": ["av"],
    "matplot": ["lxml", "beautifulsoup4"],
    "embeddings": ["scikit-learn"],
    "plotly": ["plotly"],
    "docs": ["furo", "myst-parser", "sphinx"],
    "test": [
        "av",
        "beautifulsoup4",
        "build",
        "coverage>=7.10",
        "hypothesis",
        "lxml",
        "matplotlib",
        "mypy",
        "playwright",
        "plotly",
        "pytest",
        "pytest-timeout",
        "pytest-xdist",
        "ruff",
        "scikit-learn",
        "types-requests",
    ],
}

setup(
    name="visdom",
    version=(HERE / "visdom" / "VERSION").read_text(encoding="utf-8").strip(),
    description="visdom that never loses a plot: live plots in the browser, every window on disk as it arrives",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.10",
    packages=find_packages(include=["visdom", "visdom.*"]),
    package_data={"visdom": ["VERSION", "py.typed", "static/**/*"]},
    install_requires=[
        "httptools",
        "jsonpatch",
        "numpy",
        "orjson>=3.9.5",
        "pillow",
        "requests",
        "tornado>=6.1",
        "tqdm",
        "websocket-client",
    ],
    extras_require=EXTRAS,
    entry_points={"console_scripts": ["visdom = visdom.server.run_server:main"]},
    classifiers=[
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3 :: Only",
        "Topic :: Scientific/Engineering :: Visualization",
    ],
)
