/** What the person does with the saved views of an environment. */
import { CURRENT_VIEW } from "../core/state";
import { showView, takeViews, withoutView, withView } from "../core/views";
import { type Desk, tell, writable } from "./desk";

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
