/** The kinds of windows that the page shows: one line for each folder beside this file. */
export { embeddings } from "./embeddings/EmbeddingsPane";
export { image } from "./image/ImagePane";
export { network } from "./network/NetworkPane";
export { plot } from "./plot/PlotPane";
export { properties } from "./properties/PropertiesPane";
export { text } from "./text/TextPane";
