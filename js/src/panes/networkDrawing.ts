/** Moves the elements of a network to where they belong; far too often for React. */
import { labelAngle, type Network, shownPart } from "../core/network";
import { type Extent, type Point, type View, WHOLE } from "../core/viewport";

/** Around the outermost nodes, for their circles and some of their labels. */
const MARGIN = 40;

export class NetworkDrawing {
  private svg: SVGSVGElement | null = null;
  private network: Network = { nodes: [], edges: [] };
  private points: readonly Point[] = [];
  private pane: Extent = { width: 0, height: 0 };
  private view: View = WHOLE;
  private elements = { lines: [] as Element[], paths: [] as Element[], labels: [] as Element[], nodes: [] as Element[] };

  /** Draws into this from now on; it holds the elements of this network. */
  take(svg: SVGSVGElement, network: Network): void {
    const all = (selector: string) => [...svg.querySelectorAll(selector)];
    this.svg = svg;
    this.network = network;
    this.elements = { lines: all(".link"), paths: all(".edgepath"), labels: all(".edgelabel"), nodes: all(".node") };
  }

  look(pane: Extent, view: View): void {
    this.pane = pane;
    this.view = view;
    this.frame();
  }

  place(points: readonly Point[]): void {
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
    this.frame();
  }

  private frame(): void {
    if (this.svg === null || this.pane.width === 0 || this.pane.height === 0) return;
    const { x, y, width, height } = shownPart(this.points, MARGIN, this.pane, this.view);
    this.svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
  }
}
