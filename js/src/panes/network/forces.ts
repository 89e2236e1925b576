/** The force layout of networks, in a chunk of its own that loads with the first network. */
import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from "d3-force";

import type { Point } from "../../ui/panZoom";
import type { Network } from "./network";

const CHARGE = -300;
const LINK_LENGTH = 120;
const RADIUS = 12;
const TO_MIDDLE = 0.1;
const WARM = 0.3;

export interface Forces {
  /** Pins a node at a point, or unpins it with null. */
  pin(node: number, point: Point | null): void;
  stop(): void;
}

/**
 * Moves the nodes of a network until they rest and calls `onMove` at each step. Known nodes start from `known`, which
 * stays up to date. With reduced motion, only the final layout is shown.
 */
export function spread(network: Network, known: Map<string, Point>, onMove: (points: Point[]) => void): Forces {
  const isKnown = network.nodes.some(({ name }) => known.has(name));
  const nodes: SimulationNodeDatum[] = network.nodes.map(({ name }) => ({ ...known.get(name) }));
  const links: SimulationLinkDatum<SimulationNodeDatum>[] = network.edges.map(({ source, target }) => ({ source, target }));
  const show = () => {
    const points = nodes.map(({ x = 0, y = 0 }) => ({ x, y }));
    known.clear();
    network.nodes.forEach(({ name }, index) => known.set(name, points[index]!));
    onMove(points);
  };
  const simulation = forceSimulation(nodes)
    .force("charge", forceManyBody().strength(CHARGE))
    .force("links", forceLink(links).distance(LINK_LENGTH))
    .force("collisions", forceCollide(RADIUS))
    .force("x", forceX(0).strength(TO_MIDDLE))
    .force("y", forceY(0).strength(TO_MIDDLE))
    .alpha(isKnown ? WARM : 1)
    .on("tick", show);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    simulation.stop().tick(Math.ceil(Math.log(simulation.alphaMin()) / Math.log(1 - simulation.alphaDecay())));
  }
  show();

  return {
    pin(node, point) {
      const pinned = nodes[node];
      if (pinned === undefined) return;
      pinned.fx = point?.x ?? null;
      pinned.fy = point?.y ?? null;
      simulation.alphaTarget(point === null ? 0 : WARM).restart();
    },
    stop: () => simulation.stop(),
  };
}
