/** Switches the colours: those of the system, light, dark. */
import { Icon } from "../controls/Icon";
import { nextTheme, useThemeChoice } from "../theme";

const ICONS = { system: "system", light: "sun", dark: "moon" } as const;

export function ThemeButton() {
  const [choice, setChoice] = useThemeChoice();
  return (
    <button
      type="button"
      id="theme-button"
      className="btn btn-default"
      title={`Colours: ${choice}`}
      aria-label={`Colours: ${choice}`}
      onClick={() => setChoice(nextTheme(choice))}
    >
      <Icon name={ICONS[choice]} />
    </button>
  );
}
