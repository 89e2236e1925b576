import { expect, test } from "vitest";

import { tracesAsCsv } from "./plotFiles";

test.each<[string, unknown[], string[]]>([
  ["points of all traces", [{ name: "a", x: [1, 2], y: [3, null] }, { y: [5] }], ["trace,x,y", "a,1,3", "a,2,", "trace 1,0,5"]],
  ["names with signs of their own", [{ name: 'a "b", c', x: ["x,y"], y: [1] }], ["trace,x,y", '"a ""b"", c","x,y",1']],
  ["typed arrays", [{ name: "t", y: { dtype: "i1", bdata: btoa("\x01\x02") } }], ["trace,x,y", "t,0,1", "t,1,2"]],
  ["counted places", [{ y: [7, 8], x0: 10, dx: 5 }], ["trace,x,y", "trace 0,10,7", "trace 0,15,8"]],
  [
    "a table of numbers",
    [{ type: "heatmap", x: ["a", "b"], z: [[1, 2], [3, 4]] }],
    ["trace,x,y,z", "trace 0,a,0,1", "trace 0,b,0,2", "trace 0,a,1,3", "trace 0,b,1,4"],
  ],
  [
    "a typed table",
    [{ type: "heatmap", z: { dtype: "i1", bdata: btoa("\x01\x02\x03\x04"), shape: "2, 2" } }],
    ["trace,x,y,z", "trace 0,0,0,1", "trace 0,1,0,2", "trace 0,0,1,3", "trace 0,1,1,4"],
  ],
  ["a pie", [{ type: "pie", labels: ["a"], values: [3] }], ["trace,labels,values", "trace 0,a,3"]],
  ["nothing", [null, 5], ["trace"]],
])("%s", (_name, traces, lines) => expect(tracesAsCsv(traces)).toBe(lines.map((line) => `${line}\r\n`).join("")));
