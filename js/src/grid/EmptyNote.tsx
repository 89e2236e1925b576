/** Says that there is nothing to see, once that is certain. */
import { usePageState } from "../page";

export function EmptyNote() {
  const isCertain = usePageState((state) => state.session !== null && state.answer.stage === "complete");
  const name = usePageState((state) => state.selected.join(" + "));
  if (!isCertain) return null;
  const note = name === "" ? "No environment is selected." : `There is no window in ${name} yet.`;
  return <p className="empty-note">{note}</p>;
}
