"""The entry point for tools that still call setup.py; the package's metadata stands in pyproject.toml."""

from setuptools import setup

setup()
