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
  const [picked, setPicked] = useState<string | null>(null);
  const chosen = [picked, current, names[0]].find((name) => name != null && names.includes(name)) ?? "";
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
        disabled={!canDelete(chosen)}
        armedChildren={`Delete ${chosen}?`}
        onPress={() => onDelete(chosen)}
      >
        Delete
      </ArmedButton>
    </div>
  );
}
