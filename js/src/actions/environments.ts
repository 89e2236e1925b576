/** What a user does to whole environments and to their saved views. */
import { answerOfProxy } from "../state/answers";
import { renamed } from "../state/reducer";
import { CURRENT_VIEW, isWritable, writable } from "../state/state";
import * as storage from "../state/storage";
import { receiveViews, showView, withoutView, withView } from "../state/views";
import { type ActionContext, showNotice } from "./context";

/** The id that the server uses for an environment with this name. */
export function environmentId(name: string): string {
  return name.trim().replaceAll("/", "_");
}

export interface EnvironmentActions {
  /** Saves the positions of the panes; under another name, forks the environment and shows the fork. */
  saveEnvironment(name: string): void;
  deleteEnvironment(name: string): void;
  /** Asks the server to write everything that is not on disk yet. */
  saveAll(): void;
  /** Uploads an environment from a `.json` file and shows it. */
  upload(file: File): Promise<void>;
}

export function environmentActions(context: ActionContext, select: (names: readonly string[]) => void): EnvironmentActions {
  const { store } = context;
  return {
    saveEnvironment(name) {
      const current = writable(store.get());
      if (current === undefined || name === "") return;
      const eid = environmentId(name);
      const data = Object.fromEntries(store.get().positions);
      context.send({ cmd: "save", data, prev_eid: current, eid });
      if (eid !== current) {
        store.change((state) => renamed(state, eid));
        storage.storeSelection([eid]);
      }
      showNotice(context, eid === current ? `Saved ${eid}.` : `Saved as ${eid}.`);
    },
    deleteEnvironment(name) {
      if (!isWritable(store.get())) return;
      context.send({ cmd: "delete_env", eid: name });
      const { selected } = store.get();
      if (!selected.includes(name)) return;
      const others = selected.filter((other) => other !== name);
      select(others.length > 0 ? others : ["main"]);
    },
    saveAll() {
      if (isWritable(store.get())) context.send({ cmd: "save_all" });
    },
    async upload(file) {
      const { eid, message } = await upload(context, file);
      showNotice(context, message);
      if (typeof eid === "string") select([eid]);
    },
  };
}

interface UploadAnswer {
  /** The environment created from the file; null when the server refused the file. */
  eid: string | null;
  /** A sentence for the user. */
  message: string;
}

async function upload(context: ActionContext, file: File): Promise<UploadAnswer> {
  const body = new FormData();
  body.append("file", file, file.name);
  try {
    const response = await fetch(`${context.baseUrl}/upload_env`, { method: "POST", body });
    const proxy = answerOfProxy(response);
    if (proxy !== null) return { eid: null, message: `${file.name} was not uploaded. ${proxy}` };
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

export function viewActions(context: ActionContext): ViewActions {
  const { store } = context;
  const save = (views: string, shown: string) => {
    store.change((state) => receiveViews({ ...state, view: shown }, views));
    context.send({ cmd: "save_layouts", data: views });
  };
  return {
    showView: (name) => store.change((state) => showView(state, name)),
    saveView(name) {
      if (writable(store.get()) === undefined || name === "" || name === CURRENT_VIEW) return;
      save(withView(store.get(), name), name);
      showNotice(context, `Saved the view ${name}.`);
    },
    deleteView(name) {
      if (writable(store.get()) === undefined || name === CURRENT_VIEW) return;
      save(withoutView(store.get(), name), store.get().view);
    },
  };
}
