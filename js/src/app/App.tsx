/** The page at a server, and the page of an exported environment. */
import { Dialogs } from "../dialogs/Dialogs";
import { Notices, OfflineNote, UploadDrop } from "../dialogs/Notices";
import { Grid } from "../grid/Grid";
import type { Exported } from "../protocol.gen";
import { coveringPane } from "../state/state";
import { FilterField, ThemeButton } from "../topbar/PageTools";
import { TopBar } from "../topbar/TopBar";
import { usePageState } from "../ui/page";
import { SHORTCUTS, useKeys } from "./shortcuts";

/** The page at a server. */
export function App() {
  useKeys();
  return (
    <>
      <TopBar />
      <main>
        <Grid />
      </main>
      <OfflineNote />
      <Notices />
      <UploadDrop />
      <Dialogs shortcuts={SHORTCUTS} />
    </>
  );
}

/** The page of an exported environment: its name and time, the filter, the theme, and the panes. */
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
