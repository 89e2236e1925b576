/** The transitions between states: messages of the server, changes of the connection, actions of the user. */
import type { Exported, ToBrowser, Window, WindowUpdate } from "../protocol.gen";
import { addPane, followSize, orderAsStored, orderWithClosed, pack, removePanes, type StoredPosition } from "./arrange";
import type { FilterKind } from "./filter";
import { columnsFor, isNarrow } from "./layout";
import { notify } from "./notices";
import { applyPatch, type Drafts, PatchError } from "./patch";
import { withSeries } from "./series";
import { COMPLETE, CURRENT_VIEW, isComparison, type Link, NONE, type PageState } from "./state";
import { receiveViews, showView } from "./views";

/** Selects other environments; their windows arrive with the response of the server. */
export function select(state: PageState, names: readonly string[]): PageState {
  return {
    ...state,
    selected: names,
    windows: new Map(),
    order: [],
    orderBefore: [],
    positions: new Map(),
    savedPositions: {},
    focused: null,
    fullScreen: null,
    view: CURRENT_VIEW,
    answer: { stage: "requested" },
    staleWindows: NONE,
    outOfSync: false,
  };
}

/** The page requested the selected environment; panes stay until the response ends. */
export function requested(state: PageState): PageState {
  return { ...state, answer: { stage: "requested" }, staleWindows: NONE, outOfSync: false };
}

/** The page requested these stale windows. */
export function windowsRequested(state: PageState, wins: ReadonlySet<string>): PageState {
  return { ...state, staleWindows: new Set([...state.staleWindows].filter((win) => !wins.has(win))) };
}

/** The server refused the request, such as a comparison of deleted environments. */
export function refused(state: PageState): PageState {
  return { ...state, answer: COMPLETE };
}

/** The connection changed. An incomplete response is dropped and will be requested again. */
export function setLink(state: PageState, link: Link): PageState {
  const session = link === "online" ? state.session : null;
  return { ...state, link, session, answer: COMPLETE, staleWindows: NONE, outOfSync: false };
}

/** The page found out why no connection opens, or did not. */
export function setOutage(state: PageState, outage: string | null): PageState {
  return { ...state, outage };
}

export function setFilter(state: PageState, filter: string, filterKind: FilterKind): PageState {
  return pack({ ...state, filter, filterKind });
}

/** A width with room for more or fewer columns packs the panes again. A narrow page keeps the positions for a wide one. */
export function setWidth(state: PageState, containerWidth: number): PageState {
  if (isNarrow(containerWidth)) {
    return state.narrow === containerWidth ? state : { ...state, narrow: containerWidth };
  }
  const columns = columnsFor(containerWidth);
  if (columns === state.columns) return state.narrow === null ? state : { ...state, narrow: null };
  return pack({ ...state, columns, narrow: null });
}

export function focus(state: PageState, win: string | null): PageState {
  return state.focused === win ? state : { ...state, focused: win };
}

/** Shows one pane over the whole page, or none. */
export function setFullScreen(state: PageState, win: string | null): PageState {
  return { ...focus(state, win ?? state.focused), fullScreen: win };
}

/** Closes panes. A restored pane returns with its size to its position. */
export function close(state: PageState, wins: readonly string[]): PageState {
  const positions = wins.flatMap((win) => state.positions.get(win) ?? []);
  const closed = Object.fromEntries(positions.map((position) => [position.i, position]));
  const savedPositions = { ...state.savedPositions, ...closed };
  return removePanes({ ...state, savedPositions, orderBefore: orderWithClosed(state) }, new Set(wins));
}

/** The environment was forked; the page shows the fork with the same panes. */
export function renamed(state: PageState, environment: string): PageState {
  const environments = [...new Set([...state.environments, environment])].sort();
  return { ...state, environments, selected: [environment], view: CURRENT_VIEW };
}

/** The state after these messages. Windows that they do not touch stay the same objects. */
export function receive(state: PageState, messages: readonly ToBrowser[], stored: StoredPosition): PageState {
  const drafts: Drafts = new WeakSet();
  return messages.reduce((before, message) => receiveOne(before, message, stored, drafts), state);
}

/** What arrives for an earlier selection is ignored when nothing is selected. */
const OF_SELECTION: ReadonlySet<ToBrowser["command"]> = new Set(["reload", "layout", "window", "window_update"]);

function receiveOne(state: PageState, message: ToBrowser, stored: StoredPosition, drafts: Drafts): PageState {
  if (state.selected.length === 0 && OF_SELECTION.has(message.command)) return state;
  switch (message.command) {
    case "register":
      return {
        ...state,
        link: "online",
        outage: null,
        session: message.data,
        readonly: message.readonly === true,
        unsaved: {},
      };
    case "layout_update":
      return receiveViews(state, message.data);
    case "env_update":
      return receiveNames(state, message.data);
    case "env_new":
      return receiveNames(state, [...new Set([...state.environments, message.data])]);
    case "reload":
      return { ...state, savedPositions: message.data, answer: beginAnswer(state) };
    case "layout":
      return endAnswer(state, stored);
    case "window":
      return state.answer.stage === "requested" ? state : receiveWindow(state, message, stored, drafts);
    case "window_update":
      return state.answer.stage === "requested" ? state : receiveUpdate(state, message, drafts);
    case "close":
      return receiveClose(state, message.data);
    case "unsaved":
      return { ...state, unsaved: message.data };
    case "refused":
      return message.cmd === "send_window" ? { ...state, outOfSync: true } : notify(state, message.reason);
    default:
      return state; // a command of a newer server
  }
}

/** Updates the list of environments. A deleted selected environment loses its windows. */
function receiveNames(state: PageState, names: readonly string[]): PageState {
  const environments = [...names].sort();
  const deleted = state.selected.some((name) => state.environments.includes(name) && !names.includes(name));
  const next = { ...state, environments };
  return deleted ? removePanes(next, new Set(state.windows.keys())) : next;
}

function beginAnswer(state: PageState): PageState["answer"] {
  return { stage: "arriving", first: state.windows.size === 0, received: new Set() };
}

/** The response is complete: windows that were not in it are removed. */
function endAnswer(state: PageState, stored: StoredPosition): PageState {
  const { answer } = state;
  const received = answer.stage === "arriving" ? answer.received : new Set<string>();
  const gone = new Set([...state.windows.keys()].filter((id) => answer.stage !== "complete" && !received.has(id)));
  const next = { ...(gone.size > 0 ? removePanes(state, gone) : state), answer: COMPLETE };
  if (answer.stage !== "arriving" || !answer.first) return next;
  const ordered = pack(orderAsStored(next, stored));
  return state.view === CURRENT_VIEW ? ordered : showView(ordered, state.view);
}

function receiveWindow(state: PageState, window: Window, stored: StoredPosition, drafts: Drafts): PageState {
  if (isComparison(state) && window.has_compare !== true) return markStale(state, window.id, drafts);
  const known = state.windows.get(window.id);
  const same = known !== undefined && known.contentID === window.contentID && known.version === window.version;
  const answer = alsoReceived(state.answer, window.id, drafts);
  const staleWindows = without(state.staleWindows, window.id);
  const next = { ...(same ? state : withWindow(state, withSeries(window), drafts)), answer, staleWindows };
  return known === undefined ? addPane(next, window, stored) : followSize(next, known, window);
}

function alsoReceived(answer: PageState["answer"], win: string, drafts: Drafts): PageState["answer"] {
  if (answer.stage !== "arriving") return answer;
  return { ...answer, received: own(answer.received, drafts, (set) => new Set(set)).add(win) };
}

function receiveUpdate(state: PageState, update: WindowUpdate, drafts: Drafts): PageState {
  const known = state.windows.get(update.win);
  if (known === undefined || isComparison(state) || update.version !== (known.version ?? 1) + 1) {
    return markStale(state, update.win, drafts);
  }
  try {
    const window = { ...applyPatch(known, update.content, drafts), version: update.version };
    return followSize(withWindow(state, window, drafts), known, window);
  } catch (error) {
    if (error instanceof PatchError) return markStale(state, update.win, drafts);
    throw error;
  }
}

function receiveClose(state: PageState, win: string): PageState {
  const staleWindows = without(state.staleWindows, win);
  if (state.windows.has(win)) return removePanes({ ...state, staleWindows }, new Set([win]));
  return staleWindows === state.staleWindows ? state : { ...state, staleWindows };
}

function markStale(state: PageState, win: string, drafts: Drafts): PageState {
  return { ...state, staleWindows: own(state.staleWindows, drafts, (set) => new Set(set)).add(win) };
}

function without(staleWindows: PageState["staleWindows"], win: string): PageState["staleWindows"] {
  return staleWindows.has(win) ? new Set([...staleWindows].filter((each) => each !== win)) : staleWindows;
}

function withWindow(state: PageState, window: Window, drafts: Drafts): PageState {
  return { ...state, windows: own(state.windows, drafts, (map) => new Map(map)).set(window.id, window) };
}

/** A draft of a collection: copied at its first change in a batch, then written to. */
function own<Shown extends object, Own extends Shown>(shown: Shown, drafts: Drafts, copy: (shown: Shown) => Own): Own {
  if (drafts.has(shown)) return shown as Own;
  const copied = copy(shown);
  drafts.add(copied);
  return copied;
}

/** The messages that a server would send for an exported, read-only environment. */
export function exportedMessages({ eid, environment }: Exported): ToBrowser[] {
  return [
    { command: "register", data: "exported", readonly: true },
    { command: "env_update", data: [eid] },
    { command: "reload", data: environment.reload ?? {} },
    ...inOrder(environment.jsons ?? {}),
    { command: "layout" },
  ];
}

/** Files of other programs may contain windows without an id. */
function inOrder(windows: Readonly<Record<string, Window>>): Window[] {
  return Object.entries(windows)
    .map(([id, window]) => ({ ...window, command: "window" as const, id }))
    .sort((a, b) => (a.i ?? Infinity) - (b.i ?? Infinity) || 0);
}
