/** A network window: a force layout of nodes and edges; users drag nodes, zoom and pan. */
import { type PointerEvent, useEffect, useId, useMemo, useRef, useState } from "react";

import { titleOf } from "../../state/arrange";
import { drawingFiles } from "../../ui/files";
import { useSize } from "../../ui/hooks";
import { usePage } from "../../ui/page";
import { type Extent, type Point, usePanZoom, type View, WHOLE } from "../../ui/panZoom";
import { type PaneKind, PaneNote, type PaneProps, useReset, useSaveable } from "../frame";
import type { Forces } from "./forces";
import { labelAngle, type Network, networkOf, shownPart } from "./network";
import "./network.css";

const RADIUS = 10;

function NetworkPane({ window }: PaneProps) {
  const { store } = usePage();
  const box = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const size = useSize(box);
  const arrow = useId();
  const network = useMemo(() => networkOf(window.content), [window.content]);
  const [drawing] = useState(() => new NetworkDrawing());
  const { forces, failure } = useForces(network, drawing, svg);
  const { view, reset, handlers } = usePanZoom(
    box,
    (event) => event.ctrlKey || event.metaKey || (!event.altKey && store.get().focused === window.id),
  );
  useEffect(() => {
    if (size !== null) drawing.setView(size, view);
  }, [drawing, size, view]);
  useReset(reset);
  useSaveable(() => drawingFiles(window, svg.current));

  return (
    <div
      ref={box}
      id="Network_Div" // on every network, because style sheets of users may name it
      className="content Network_Div"
      role="group"
      aria-roledescription="network"
      aria-label={`${titleOf(window) || "Network"}: ${network.nodes.length} nodes, ${network.edges.length} edges`}
      tabIndex={0}
      {...handlers}
    >
      <svg ref={svg} fontFamily="sans-serif">
        {window.directed === true && <Arrowhead id={arrow} />}
        <Edges network={network} labels={isShown(window.showEdgeLabels)} arrow={window.directed ? arrow : null} />
        <Nodes network={network} labels={isShown(window.showVertexLabels)} forces={forces} />
      </svg>
      {failure !== null && <PaneNote>This network cannot be drawn: {failure}</PaneNote>}
    </div>
  );
}

/** The server's default, "hover", shows labels too, as in visdom 0.2.4. */
function isShown(option: unknown): boolean {
  return option === undefined || option === null || Boolean(option);
}

interface Spreading {
  forces: Forces | null;
  failure: string | null;
}

function useForces(network: Network, drawing: NetworkDrawing, svg: { current: SVGSVGElement | null }): Spreading {
  const [forces, setForces] = useState<Forces | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [known] = useState(() => new Map<string, Point>());
  useEffect(() => {
    let started: Forces | null = null;
    let isWanted = true;
    import("./forces").then(
      ({ spread }) => {
        if (!isWanted || svg.current === null) return;
        drawing.attach(svg.current, network);
        started = spread(network, known, (points) => drawing.move(points));
        setForces(started);
        setFailure(null);
      },
      (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      isWanted = false;
      started?.stop();
    };
  }, [network, drawing, svg, known]);
  return { forces, failure };
}

function Arrowhead({ id }: { id: string }) {
  return (
    <defs>
      <marker
        id={id}
        viewBox="0 -5 10 10"
        refX={RADIUS + 10}
        markerWidth={10}
        markerHeight={10}
        markerUnits="userSpaceOnUse"
        orient="auto"
      >
        <path d="M0,-5L10,0L0,5" fill="#999" />
      </marker>
    </defs>
  );
}

interface EdgesProps {
  network: Network;
  labels: boolean;
  arrow: string | null;
}

function Edges({ network, labels, arrow }: EdgesProps) {
  return (
    <>
      {network.edges.map((_edge, index) => (
        <line
          key={index}
          className="link"
          stroke="#999"
          strokeOpacity={0.6}
          markerEnd={arrow === null ? undefined : `url(#${arrow})`}
        />
      ))}
      {network.edges.map((_edge, index) => (
        <path key={index} className="edgepath" fill="none" stroke="none" />
      ))}
      {labels &&
        network.edges.map(({ label }, index) => (
          <text key={index} className="edgelabel" fontSize={10} fill="#777" textAnchor="middle" dy={-3}>
            {label}
          </text>
        ))}
    </>
  );
}

interface NodesProps {
  network: Network;
  labels: boolean;
  forces: Forces | null;
}

function Nodes({ network, labels, forces }: NodesProps) {
  return network.nodes.map(({ name, label, colour }, index) => (
    <g key={index} className="node" fill={colour} {...dragging(index, forces)}>
      <circle r={RADIUS} />
      <title>{name}</title>
      {labels && (
        <text x={RADIUS + 2} dy="0.35em" fontSize={14}>
          {label}
        </text>
      )}
    </g>
  ));
}

/** Pointer handlers that drag the node with this index. */
function dragging(index: number, forces: Forces | null) {
  const pin = (event: PointerEvent<SVGGElement>) => {
    const matrix = event.currentTarget.ownerSVGElement?.getScreenCTM();
    if (matrix == null) return;
    forces?.pin(index, new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()));
  };
  return {
    onPointerDown(event: PointerEvent<SVGGElement>) {
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: PointerEvent<SVGGElement>) {
      if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
      event.stopPropagation(); // otherwise the network would pan
      pin(event);
    },
    onLostPointerCapture: () => forces?.pin(index, null),
  };
}

/** The space around the outermost nodes for circles and labels. */
const MARGIN = 40;

/** Moves the elements of a network, far too often for React. */
class NetworkDrawing {
  private svg: SVGSVGElement | null = null;
  private network: Network = { nodes: [], edges: [] };
  private points: readonly Point[] = [];
  private pane: Extent = { width: 0, height: 0 };
  private view: View = WHOLE;
  private elements = { lines: [] as Element[], paths: [] as Element[], labels: [] as Element[], nodes: [] as Element[] };

  /** Draws into this element, which contains the elements of this network. */
  attach(svg: SVGSVGElement, network: Network): void {
    const all = (selector: string) => [...svg.querySelectorAll(selector)];
    this.svg = svg;
    this.network = network;
    this.elements = { lines: all(".link"), paths: all(".edgepath"), labels: all(".edgelabel"), nodes: all(".node") };
  }

  setView(pane: Extent, view: View): void {
    this.pane = pane;
    this.view = view;
    this.fit();
  }

  move(points: readonly Point[]): void {
    this.points = points;
    const { lines, paths, labels, nodes } = this.elements;
    points.forEach(({ x, y }, index) => nodes[index]?.setAttribute("transform", `translate(${x},${y})`));
    this.network.edges.forEach(({ source, target }, index) => {
      const [from, to] = [points[source]!, points[target]!];
      const [line, path, label] = [lines[index], paths[index], labels[index]];
      line?.setAttribute("x1", String(from.x));
      line?.setAttribute("y1", String(from.y));
      line?.setAttribute("x2", String(to.x));
      line?.setAttribute("y2", String(to.y));
      path?.setAttribute("d", `M${from.x},${from.y}L${to.x},${to.y}`);
      const middle = `${(from.x + to.x) / 2},${(from.y + to.y) / 2}`;
      label?.setAttribute("transform", `translate(${middle}) rotate(${labelAngle(from, to)})`);
    });
    this.fit();
  }

  private fit(): void {
    if (this.svg === null || this.pane.width === 0 || this.pane.height === 0) return;
    const { x, y, width, height } = shownPart(this.points, MARGIN, this.pane, this.view);
    this.svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
  }
}

export const network: PaneKind = { components: { network: NetworkPane } };
