/** How the page is built into visdom/static: fixed names for what the templates link, hashed names for lazy chunks. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "./", // chunks are found beside main.js, under whatever base url the server has
  publicDir: "public", // the two page templates and the icon, copied as they are
  build: {
    outDir: "../visdom/static",
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: false,
    license: { fileName: "LICENSES.md" }, // of the packages inside, as they demand
    chunkSizeWarningLimit: 6000, // Plotly is one chunk of 5.2 MB, loaded when the first plot is shown
    rolldownOptions: {
      checks: { eval: false }, // MathJax has one, on a path that this page does not take
      input: { main: "src/app/bootstrap.tsx", login: "src/app/login.ts" },
      output: {
        entryFileNames: "js/[name].js",
        chunkFileNames: "js/[name]-[hash].js",
        assetFileNames: "css/style[extname]",
      },
    },
  },
  test: { include: ["src/**/*.test.ts"] },
});
