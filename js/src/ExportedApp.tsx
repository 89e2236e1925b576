/** The page of an exported environment: what it is, the filter, the colours, and the grid of panes. */
import { coveringPane } from "./core/state";
import { Grid } from "./grid/Grid";
import { Notices } from "./notices/Notices";
import { usePageState } from "./page";
import type { Exported } from "./protocol.gen";
import { FilterField } from "./topbar/FilterField";
import { ThemeButton } from "./topbar/ThemeButton";

export function ExportedApp({ exported }: { exported: Exported }) {
  const isCovered = usePageState((state) => coveringPane(state) !== null);
  return (
    <>
      <header className="navbar-form navbar-default" inert={isCovered}>
        <span className="navbar-brand visdom-title">visdom</span>
        <span className="vertical-line" />
        <h1 className="exported-name">{exported.eid}</h1>
        <time className="exported-time" dateTime={exported.saved}>
          {new Date(exported.saved).toLocaleString()}
        </time>
        <span className="spacer" />
        <FilterField />
        <ThemeButton />
      </header>
      <main>
        <Grid />
      </main>
      <Notices />
    </>
  );
}
