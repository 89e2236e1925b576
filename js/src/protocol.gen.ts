/** Generated from visdom/protocol by tools/gen_protocol_ts.py; edit there, then run it. */

/** The header that every answer of the server has. */
export const FEATURES_HEADER = "Visdom-Features";

/** Add a member, insert into a list, or (path ends in its length) append to it. */
export interface AddOperation {
  op: "add";
  path: string;
  value: unknown;
}

/** Replace a member or list item that is there. */
export interface ReplaceOperation {
  op: "replace";
  path: string;
  value: unknown;
}

/** Remove a member or list item that is there. */
export interface RemoveOperation {
  op: "remove";
  path: string;
}

export interface MoveOperation {
  op: "move";
  from: string;
  path: string;
}

/** Insert `str` into the string at `path`, `pos` Unicode code points from its start (JSON Patch Extended). */
export interface StringInsertOperation {
  op: "str_ins";
  path: string;
  pos: number;
  str: string;
}

export type Operation = AddOperation | ReplaceOperation | RemoveOperation | MoveOperation | StringInsertOperation;

export type Patch = Operation[];

/**
 * One pane. Options of updates may add further members, which are kept.
 *
 * `contentID` is new with every change. `version` counts changes from 1; windows written by older
 * servers lack it, which counts as 1.
 */
export interface Window {
  command: "window";
  id: string;
  type: string;
  title: string;
  inflate: boolean;
  width: number | null;
  height: number | null;
  contentID: string;
  content: unknown;
  i: number;
  version?: number;
  selected?: number;
  show_slider?: boolean;
  directed?: boolean;
  showEdgeLabels?: boolean | string;
  showVertexLabels?: boolean | string;
  old_content?: unknown[];
  has_compare?: boolean;
  caption?: string;
  layout?: Record<string, unknown>;
}

/** Place and size of a pane in the grid, in grid units; opaque to the server. */
export interface GridItem {
  i: string;
  w: number;
  h: number;
  x: number;
  y: number;
  static?: boolean;
  moved?: boolean;
}

/** A named collection of windows with the places of their panes; unknown further members are kept. */
export interface Environment {
  jsons: Record<string, Window>;
  reload: Record<string, GridItem>;
}

/** What is in the file of an environment that opens without a server; `saved` is when, as ISO 8601. */
export interface Exported {
  eid: string;
  saved: string;
  environment: Environment;
}

/** First message on a connection: the session id, which `POST /env/NAME` wants. */
export interface Register {
  command: "register";
  data: string;
  readonly: boolean;
}

/** All saved views, as the JSON text that a page once sent (or an empty text). */
export interface LayoutUpdate {
  command: "layout_update";
  data: string;
}

/** The names of all environments. */
export interface EnvUpdate {
  command: "env_update";
  data: string[];
}

/** The name of one environment that is new, for pages that connect with `envs=new`. */
export interface EnvNew {
  command: "env_new";
  data: string;
}

/** Places of the panes of the environment that follows. */
export interface Reload {
  command: "reload";
  data: Record<string, GridItem>;
}

/** All windows of the chosen environment were sent. */
export interface Layout {
  command: "layout";
}

/** One window changed: apply `content` to the copy that has `version` - 1. */
export interface WindowUpdate {
  command: "window_update";
  win: string;
  env: string;
  content: Patch;
  version?: number;
}

/** One window is gone. */
export interface Close {
  command: "close";
  data: string;
}

/** A command of this page was not obeyed, and why: a sentence for the person. */
export interface CommandRefused {
  command: "refused";
  cmd: string;
  reason: string;
}

/** All windows that are not on the disk, and why: environment -> window id -> reason. */
export interface Unsaved {
  command: "unsaved";
  data: Record<string, Record<string, string>>;
}

export type ToBrowser = Register | LayoutUpdate | EnvUpdate | EnvNew | Reload | Layout | Window | WindowUpdate | Close | CommandRefused | Unsaved;

/** Close one window. */
export interface CloseCommand {
  cmd: "close";
  data: string;
  eid: string;
}

/** Close all windows of an environment; one `undo` brings them back together. */
export interface CloseAllCommand {
  cmd: "close_all";
  eid: string;
}

/** Bring back what was closed last in an environment. */
export interface UndoCommand {
  cmd: "undo";
  eid: string;
}

/** Send one window again, alone. A page that compares names all its environments, joined by `+`. */
export interface SendWindowCommand {
  cmd: "send_window";
  eid: string;
  win: string;
}

/** Write everything that is not on the disk yet. */
export interface SaveAllCommand {
  cmd: "save_all";
}

/** Save `prev_eid` with these places under the name `eid` (another name: a fork). */
export interface SaveCommand {
  cmd: "save";
  data: Record<string, GridItem>;
  prev_eid: string;
  eid: string;
}

/** Delete an environment. */
export interface DeleteEnvCommand {
  cmd: "delete_env";
  eid: string;
}

/** Store all saved views, as one JSON text. */
export interface SaveLayoutsCommand {
  cmd: "save_layouts";
  data: string;
}

/** Something a person did to a pane, for the programs; further members depend on `event_type`. */
export interface PaneEvent {
  target: string;
  eid: string;
  event_type: string;
  pane_data?: unknown;
  key?: string;
  key_code?: number;
  image_coord?: Record<string, number | string>;
  propertyId?: number;
  value?: unknown;
  entityId?: string;
  idx?: number;
  selectedIdxs?: number[];
}

/** Pass an event on to every program. */
export interface ForwardCommand {
  cmd: "forward_to_vis";
  data: PaneEvent;
}

/** One pane was moved or resized. */
export interface LayoutItemCommand {
  cmd: "layout_item_update";
  eid: string;
  win: string;
  data: GridItem;
}

/** Go back to the previous selection of an embeddings window. */
export interface PopEmbeddingsCommand {
  cmd: "pop_embeddings_pane";
  data: PaneEvent;
}

export type FromBrowser = CloseCommand | CloseAllCommand | UndoCommand | SendWindowCommand | SaveAllCommand | SaveCommand | DeleteEnvCommand | SaveLayoutsCommand | ForwardCommand | LayoutItemCommand | PopEmbeddingsCommand;
