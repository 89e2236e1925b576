"""Helpers of visdom 0.2.4."""

from . import server_utils as server_utils
from . import shared_utils as shared_utils
