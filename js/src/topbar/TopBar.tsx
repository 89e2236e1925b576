/** The bar at the top: what is looked at and how, the filter, and how the page stands to the server. */
import { coveringPane } from "../core/state";
import { usePageState } from "../page";
import { EnvironmentChooser } from "./EnvironmentChooser";
import { EnvironmentTools } from "./EnvironmentTools";
import { FilterField } from "./FilterField";
import { Indicator } from "./Indicator";
import { PageTools } from "./PageTools";
import { SavedState } from "./SavedState";
import { ViewTools } from "./ViewTools";

export function TopBar() {
  const isCovered = usePageState((state) => coveringPane(state) !== null);
  return (
    <header className="navbar-form navbar-default" inert={isCovered}>
      <span className="navbar-brand visdom-title">visdom</span>
      <span className="vertical-line" />
      <span className="navbar-label">Environment</span>
      <div className="input-group environment-group" role="group" aria-label="Environment:">
        <EnvironmentChooser />
        <EnvironmentTools />
      </div>
      <span className="vertical-line" />
      <span className="navbar-label">View</span>
      <div className="input-group" role="group" aria-label="View:">
        <ViewTools />
      </div>
      <span className="spacer" />
      <SavedState />
      <FilterField />
      <PageTools />
      <Indicator />
    </header>
  );
}
