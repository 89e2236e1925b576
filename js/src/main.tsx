/** Starts the page. */
import "./styles/index.css";
