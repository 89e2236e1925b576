/** The bar at the top: what is looked at, the filter, and how the page stands to the server. */
import { EnvironmentChooser } from "./EnvironmentChooser";
import { FilterField } from "./FilterField";
import { Indicator } from "./Indicator";

export function TopBar() {
  return (
    <header className="navbar-form navbar-default">
      <span className="navbar-brand visdom-title">visdom</span>
      <span className="vertical-line" />
      <EnvironmentChooser />
      <span className="spacer" />
      <FilterField />
      <Indicator />
    </header>
  );
}
