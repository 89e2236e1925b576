/** The building blocks of dialogs: the modal frame, the save form and the delete form. */
import { type MouseEvent, type ReactNode, useLayoutEffect, useRef, useState } from "react";

import { ArmedButton } from "../ui/controls";
import { usePage } from "../ui/page";
import "./dialogs.css";

interface Props {
  label: string;
  heading: string;
  children: ReactNode;
}

/** A modal frame that keeps the focus until Escape, a press beside it, or its cross closes it. */
export function Dialog({ label, heading, children }: Props) {
  const { actions } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => actions.open(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close(); // before the element leaves the document, so that the focus returns
  }, []);
  const onPress = (event: MouseEvent) => {
    if (event.target === dialog.current) close();
  };
  return (
    <dialog ref={dialog} className="modal" aria-label={label} onCancel={close} onMouseDown={onPress}>
      <div className="modal-content">
        <header>
          <h2>{heading}</h2>
          <button type="button" className="dismiss" title="Close" aria-label="Close" onClick={close}>
            ✕
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface SaveProps {
  label: string;
  /** The name of what is shown; saving under it needs no confirmation. */
  current: string;
  names: readonly string[];
  canSave: (name: string) => boolean;
  onSave: (name: string) => void;
}

/** A name, and a button that saves under it: `save` for an existing name, `fork` for a new one. */
export function SaveForm({ label, current, names, canSave, onSave }: SaveProps) {
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
        confirms={isThere && name !== current}
        disabled={!canSave(name)}
        armedChildren={`Replace ${name}?`}
        onPress={save}
      >
        {isThere ? "save" : "fork"}
      </ArmedButton>
    </form>
  );
}

interface DeleteProps {
  label: string;
  current: string;
  names: readonly string[];
  canDelete: (name: string) => boolean;
  onDelete: (name: string) => void;
}

/** Chooses one of several names and deletes it. */
export function DeleteForm({ label, current, names, canDelete, onDelete }: DeleteProps) {
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
