/** Says that there is nothing to see, once that is certain. */
import { usePageState } from "../page";

export function EmptyNote() {
  const name = usePageState((state) => state.selected.join(" + "));
  const isAnswered = usePageState((state) => state.answer.stage === "complete" || state.selected.length === 0);
  const isCertain = usePageState((state) => state.session !== null) && isAnswered;
  if (!isCertain) return null;
  const note = name === "" ? "No environment is selected." : `There is no window in ${name} yet.`;
  return <p className="empty-note">{note}</p>;
}
