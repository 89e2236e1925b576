/** The dialog that is open, if any. */
import { usePageState } from "../page";
import { EnvironmentDialog } from "./EnvironmentDialog";
import { ShortcutsDialog } from "./ShortcutsDialog";
import { ViewDialog } from "./ViewDialog";

const DIALOGS = { environments: EnvironmentDialog, views: ViewDialog, shortcuts: ShortcutsDialog };

export function Modals() {
  const dialog = usePageState((state) => state.dialog);
  if (dialog === null) return null;
  const Chosen = DIALOGS[dialog];
  return <Chosen />;
}
