// Runs in both pages under measurement, before their own scripts: notes when plots are drawn, and counts frames.
globalThis.bench = {
  // Plots in the viewport: [shown, drawn].
  plots() {
    let [shown, drawn] = [0, 0];
    for (const pane of document.querySelectorAll(".window")) {
      const box = pane.getBoundingClientRect();
      if (box.bottom <= 0 || box.top >= innerHeight) continue;
      shown += 1;
      if (pane.querySelector(".main-svg")) drawn += 1;
    }
    return [shown, drawn];
  },

  // Milliseconds from navigation until so many panes are there and all in the viewport have their plot.
  async allShown(count) {
    while (performance.now() < 120_000) {
      await new Promise(requestAnimationFrame);
      if (document.querySelectorAll(".window").length < count) continue;
      const [shown, drawn] = bench.plots();
      if (shown > 0 && drawn === shown) return performance.now();
    }
    throw new Error(`after two minutes, [shown, drawn] is ${bench.plots()}`);
  },

  // Counts frames until `stopFrames`.
  startFrames() {
    const times = [];
    const note = (time) => {
      times.push(time);
      bench.frame = requestAnimationFrame(note);
    };
    bench.frame = requestAnimationFrame(note);
    bench.frameTimes = times;
  },

  stopFrames() {
    cancelAnimationFrame(bench.frame);
    const times = bench.frameTimes;
    const gaps = times.slice(1).map((time, index) => time - times[index]).sort((a, b) => a - b);
    const seconds = (times.at(-1) - times[0]) / 1000;
    return { fps: gaps.length / seconds, slow_ms: gaps[Math.floor(gaps.length * 0.99)] ?? 0 };
  },

  // Milliseconds from the end of the next drag to the last drawing that follows from it.
  zoomed(quietMs) {
    return new Promise((resolve) => {
      const plot = document.querySelector(".js-plotly-plot");
      document.addEventListener(
        "mouseup",
        () => {
          const start = performance.now();
          let [last, timer] = [start, 0];
          const quiet = () => resolve(last - start);
          plot.on("plotly_afterplot", () => {
            last = performance.now();
            clearTimeout(timer);
            timer = setTimeout(quiet, quietMs);
          });
        },
        { capture: true, once: true },
      );
    });
  },
};
