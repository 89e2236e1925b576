/** Starts the page: a visit at a server, or an environment that was saved as a file with this page in it. */
import { readExported, showExported } from "./exported";
import "./styles/index.css";
import { visit } from "./visit";

const exported = readExported();
if (exported === null) visit();
else showExported(exported);
