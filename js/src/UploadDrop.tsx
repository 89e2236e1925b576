/** Takes environment files that are dropped onto the page. */
import { useEffect, useState } from "react";

import { isWritable } from "./actions/desk";
import { usePage } from "./page";

export function UploadDrop() {
  const { store, actions } = usePage();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const takes = ({ dataTransfer }: DragEvent) =>
      dataTransfer?.types.includes("Files") === true && isWritable(store.get());
    const onOver = (event: DragEvent) => {
      if (!takes(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!takes(event)) return;
      event.preventDefault();
      for (const file of event.dataTransfer?.files ?? []) {
        if (file.name.endsWith(".json")) void actions.upload(file);
        else actions.tell(`${file.name} is no environment: a file NAME.json is expected.`);
      }
    };
    window.addEventListener("dragover", onOver);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("drop", onDrop);
    return () => {
      window.removeEventListener("dragover", onOver);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("drop", onDrop);
    };
  }, [store, actions]);
  return isOver ? <div className="drop-note">Drop an environment file (NAME.json) here</div> : null;
}
