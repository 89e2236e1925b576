"""A mesh: corners in space, and the triangles between them."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

corners = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
faces = np.array([[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3]])
vis.mesh(corners, faces, win="tetrahedron", opts={"title": "Tetrahedron", "color": "teal", "opacity": 0.5})

angles = np.linspace(0, 2 * np.pi, 12, endpoint=False)
rim = np.column_stack([np.cos(angles), np.sin(angles), np.zeros(12)])
tips = np.array([[0, 0, 1.5], [0, 0, -1.5]])
sides = [[edge, (edge + 1) % 12, tip] for tip in (12, 13) for edge in range(12)]
vis.mesh(np.vstack([rim, tips]), sides, win="top", opts={"title": "Spinning top", "color": "orange"})
