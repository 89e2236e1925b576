/** What concerns the page as such: its address, its colours, its keys. */
import { copyLink } from "../address";
import { Icon } from "../controls/Icon";
import { usePage } from "../page";
import { ThemeButton } from "./ThemeButton";

export function PageTools() {
  const page = usePage();
  return (
    <div className="btn-group" role="group" aria-label="Page:">
      <button
        type="button"
        className="btn btn-default"
        title="Copy a link to what is shown"
        aria-label="Copy a link to what is shown"
        onClick={() => void copyLink(page)}
      >
        <Icon name="link" />
      </button>
      <ThemeButton />
      <button
        type="button"
        className="btn btn-default"
        title="Keyboard shortcuts"
        aria-label="Keyboard shortcuts"
        onClick={() => page.actions.open("shortcuts")}
      >
        ?
      </button>
    </div>
  );
}
