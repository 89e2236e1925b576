/** The forces that spread a network: a chunk of its own, loaded with the first one. */
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
  /** Holds a node at a point, or with null lets it go. */
  hold(node: number, point: Point | null): void;
  stop(): void;
}

/**
 * Moves the nodes of a network until they rest, telling where they are. Those that were drawn before start from `known`,
 * which is kept up to date. For people who want no motion it tells only the end.
 */
export function spread(network: Network, known: Map<string, Point>, tell: (points: Point[]) => void): Forces {
  const isKnown = network.nodes.some(({ name }) => known.has(name));
  const nodes: SimulationNodeDatum[] = network.nodes.map(({ name }) => ({ ...known.get(name) }));
  const links: SimulationLinkDatum<SimulationNodeDatum>[] = network.edges.map(({ source, target }) => ({ source, target }));
  const show = () => {
    const points = nodes.map(({ x = 0, y = 0 }) => ({ x, y }));
    known.clear();
    network.nodes.forEach(({ name }, index) => known.set(name, points[index]!));
    tell(points);
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
    hold(node, point) {
      const held = nodes[node];
      if (held === undefined) return;
      held.fx = point?.x ?? null;
      held.fy = point?.y ?? null;
      simulation.alphaTarget(point === null ? 0 : WARM).restart();
    },
    stop: () => simulation.stop(),
  };
}
