/** What a person does to whole environments and to their saved views. */
import { renamed } from "../state/reducer";
import { CURRENT_VIEW, isWritable, writable } from "../state/state";
import * as memory from "../state/storage";
import { showView, takeViews, withoutView, withView } from "../state/views";
import { type Desk, tell } from "./context";

/** The name that the server gives to an environment that is called so. */
export function environmentId(name: string): string {
  return name.trim().replaceAll("/", "_");
}

export interface EnvironmentActions {
  /** Keeps the places of the panes; under another name, goes on in a copy. */
  saveEnvironment(name: string): void;
  deleteEnvironment(name: string): void;
  /** Has the server write all that is not on disk yet. */
  saveAll(): void;
  /** Brings in an environment from a `.json` file, and shows it. */
  upload(file: File): Promise<void>;
}

export function environmentActions(desk: Desk, select: (names: readonly string[]) => void): EnvironmentActions {
  const { store } = desk;
  return {
    saveEnvironment(name) {
      const current = writable(store.get());
      if (current === undefined || name === "") return;
      const eid = environmentId(name);
      const data = Object.fromEntries(store.get().places);
      desk.send({ cmd: "save", data, prev_eid: current, eid });
      if (eid !== current) {
        store.change((state) => renamed(state, eid));
        memory.rememberSelection([eid]);
      }
      tell(desk, eid === current ? `Saved ${eid}.` : `Saved as ${eid}.`);
    },
    deleteEnvironment(name) {
      if (!isWritable(store.get())) return;
      desk.send({ cmd: "delete_env", eid: name });
      const { selected } = store.get();
      if (!selected.includes(name)) return;
      const others = selected.filter((other) => other !== name);
      select(others.length > 0 ? others : ["main"]);
    },
    saveAll() {
      if (isWritable(store.get())) desk.send({ cmd: "save_all" });
    },
    async upload(file) {
      const { eid, message } = await upload(desk, file);
      tell(desk, message);
      if (typeof eid === "string") select([eid]);
    },
  };
}

interface UploadAnswer {
  /** The environment that was made of the file; null when the file was refused. */
  eid: string | null;
  /** A sentence for the person. */
  message: string;
}

async function upload(desk: Desk, file: File): Promise<UploadAnswer> {
  const body = new FormData();
  body.append("file", file, file.name);
  try {
    const response = await fetch(`${desk.baseUrl}/upload_env`, { method: "POST", body });
    return (await response.json()) as UploadAnswer;
  } catch {
    return { eid: null, message: `${file.name} could not be uploaded: the server gave no proper answer.` };
  }
}

export interface ViewActions {
  showView(name: string): void;
  saveView(name: string): void;
  deleteView(name: string): void;
}

export function viewActions(desk: Desk): ViewActions {
  const { store } = desk;
  const save = (views: string, shown: string) => {
    store.change((state) => takeViews({ ...state, view: shown }, views));
    desk.send({ cmd: "save_layouts", data: views });
  };
  return {
    showView: (name) => store.change((state) => showView(state, name)),
    saveView(name) {
      if (writable(store.get()) === undefined || name === "" || name === CURRENT_VIEW) return;
      save(withView(store.get(), name), name);
      tell(desk, `Saved the view ${name}.`);
    },
    deleteView(name) {
      if (writable(store.get()) === undefined || name === CURRENT_VIEW) return;
      save(withoutView(store.get(), name), store.get().view);
    },
  };
}
