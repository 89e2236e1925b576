/** The page: the top bar and the grid of panes. */
import { Grid } from "./grid/Grid";
import { TopBar } from "./topbar/TopBar";

export function App() {
  return (
    <>
      <TopBar />
      <main>
        <Grid />
      </main>
    </>
  );
}
