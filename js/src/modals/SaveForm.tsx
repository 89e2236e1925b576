/** A name, and a button that saves under it: `save` when there is such a thing, else `fork`. */
import { useState } from "react";

import { ArmedButton } from "../controls/ArmedButton";

interface Props {
  label: string;
  /** The name of what is shown; saving under it asks nothing. */
  current: string;
  names: readonly string[];
  canSave: (name: string) => boolean;
  onSave: (name: string) => void;
}

export function SaveForm({ label, current, names, canSave, onSave }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const name = (typed ?? current).trim();
  const isThere = names.includes(name);
  const save = () => {
    setTyped(null);
    onSave(name);
  };
  return (
    <form
      className="modal-row"
      onSubmit={(event) => {
        event.preventDefault();
        if (canSave(name) && (!isThere || name === current)) save();
      }}
    >
      <label>
        <span>{label}</span>
        <input className="form-control" type="text" value={typed ?? current} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <ArmedButton
        asks={isThere && name !== current}
        disabled={!canSave(name)}
        armedChildren={`Replace ${name}?`}
        onPress={save}
      >
        {isThere ? "save" : "fork"}
      </ArmedButton>
    </form>
  );
}
