/** Lists what the keys do. */
import { SHORTCUTS } from "../keys/shortcuts";
import { Dialog } from "./Dialog";

const IN_BARS = [
  { keys: "← → ↑ ↓", text: "on a title bar: move the window in the order" },
  { keys: "Shift + ← → ↑ ↓", text: "on a title bar: make the window smaller or larger" },
];

export function ShortcutsDialog() {
  return (
    <Dialog label="Keyboard Shortcuts" heading="Keyboard shortcuts">
      <table className="shortcuts">
        <tbody>
          {[...SHORTCUTS.map(({ key, text }) => ({ keys: key, text })), ...IN_BARS].map(({ keys, text }) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">
        In a text, image or embeddings window the keys go to the programs; Escape brings them back to the page.
      </p>
    </Dialog>
  );
}
