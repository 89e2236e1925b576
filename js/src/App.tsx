/** The page: the top bar, the grid of panes, and what comes above them. */
import { Grid } from "./grid/Grid";
import { useKeys } from "./keys/useKeys";
import { Modals } from "./modals/Modals";
import { Notices } from "./notices/Notices";
import { OfflineNote } from "./notices/OfflineNote";
import { TopBar } from "./topbar/TopBar";
import { UploadDrop } from "./UploadDrop";

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
      <Modals />
    </>
  );
}
