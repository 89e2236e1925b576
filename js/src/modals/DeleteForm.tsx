/** Chooses one of several things and deletes it. */
import { useState } from "react";

import { ArmedButton } from "../controls/ArmedButton";

interface Props {
  label: string;
  current: string;
  names: readonly string[];
  canDelete: (name: string) => boolean;
  onDelete: (name: string) => void;
}

export function DeleteForm({ label, current, names, canDelete, onDelete }: Props) {
  const [picked, setPicked] = useState(current);
  const chosen = names.includes(picked) ? picked : (names[0] ?? "");
  return (
    <div className="modal-row">
      <label>
        <span>{label}</span>
        <select className="form-control" value={chosen} onChange={(event) => setPicked(event.target.value)}>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <ArmedButton
        key={chosen}
        disabled={!canDelete(chosen)}
        armedChildren={`Delete ${chosen}?`}
        onPress={() => onDelete(chosen)}
      >
        Delete
      </ArmedButton>
    </div>
  );
}
