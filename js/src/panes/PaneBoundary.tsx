/** Keeps a pane that cannot be drawn from taking the page along. */
import { Component, type ReactNode } from "react";

interface Props {
  /** The pane gets another chance when this changes. */
  resetBy: string;
  children: ReactNode;
}

interface State {
  failure: string | null;
  failedWith: string | null;
}

export class PaneBoundary extends Component<Props, State> {
  override state: State = { failure: null, failedWith: null };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { failure: error instanceof Error ? error.message : String(error) };
  }

  static getDerivedStateFromProps({ resetBy }: Props, { failedWith }: State): Partial<State> | null {
    return resetBy === failedWith ? null : { failure: null, failedWith: resetBy };
  }

  override render() {
    const { failure } = this.state;
    if (failure === null) return this.props.children;
    return (
      <div className="content">
        <PaneNote>Error: {failure}</PaneNote>
      </div>
    );
  }
}

/** A quiet sentence instead of content. */
export function PaneNote({ children }: { children: ReactNode }) {
  return (
    <div className="pane-note">
      <p>{children}</p>
    </div>
  );
}
