/** Sets state of a component anew when something that it depends on was replaced, before anything old is shown. */
import { useState } from "react";

export function useChange(value: unknown, onChange: () => void): void {
  const [seen, setSeen] = useState(value);
  if (Object.is(seen, value)) return;
  setSeen(value);
  onChange();
}
