/** Each step from one state of the page to the next: messages of the server, the connection, and what a person does. */
import type { Exported, ToBrowser, Window, WindowUpdate } from "../protocol.gen";
import { addPane, followSize, orderAsRemembered, orderWithClosed, pack, type Remembered, removePanes } from "./arrange";
import type { FilterKind } from "./filter";
import { columnsFor, isNarrow } from "./layout";
import { notify } from "./notices";
import { applyPatch, type Drafts, PatchError } from "./patch";
import { COMPLETE, CURRENT_VIEW, isComparison, type Link, NONE, type PageState } from "./state";
import { withSeries } from "./series";
import { showView, takeViews } from "./views";

/** Turns to other environments; their windows come with the answer of the server. */
export function select(state: PageState, names: readonly string[]): PageState {
  return {
    ...state,
    selected: names,
    windows: new Map(),
    order: [],
    orderBefore: [],
    places: new Map(),
    savedPlaces: {},
    focused: null,
    fullScreen: null,
    view: CURRENT_VIEW,
    answer: { stage: "requested" },
    strays: NONE,
    outOfStep: false,
  };
}

/** The selected environment was asked for; its panes stay until the answer says which are gone. */
export function requested(state: PageState): PageState {
  return { ...state, answer: { stage: "requested" }, strays: NONE, outOfStep: false };
}

/** These windows were asked for again, alone. */
export function windowsRequested(state: PageState, wins: ReadonlySet<string>): PageState {
  return { ...state, strays: new Set([...state.strays].filter((win) => !wins.has(win))) };
}

/** The server has no answer, as to a comparison of environments that are all gone: nothing more is awaited. */
export function refused(state: PageState): PageState {
  return { ...state, answer: COMPLETE };
}

/** The connection came, went, or is being made. What was half received will be asked for again. */
export function setLink(state: PageState, link: Link): PageState {
  const session = link === "online" ? state.session : null;
  return { ...state, link, session, answer: COMPLETE, strays: NONE, outOfStep: false };
}

export function setFilter(state: PageState, filter: string, filterKind: FilterKind): PageState {
  return pack({ ...state, filter, filterKind });
}

/**
 * A change of the page's width that makes room for more or fewer columns places the panes anew. On a narrow page
 * they keep their places for when it is wide again.
 */
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

/** Lets one pane cover the page, or none. */
export function setFullScreen(state: PageState, win: string | null): PageState {
  return { ...focus(state, win ?? state.focused), fullScreen: win };
}

/** Takes panes away that the person closed; one that comes back has the size it had, where it was. */
export function close(state: PageState, wins: readonly string[]): PageState {
  const places = wins.flatMap((win) => state.places.get(win) ?? []);
  const kept = Object.fromEntries(places.map((place) => [place.i, place]));
  const savedPlaces = { ...state.savedPlaces, ...kept };
  return removePanes({ ...state, savedPlaces, orderBefore: orderWithClosed(state) }, new Set(wins));
}

/** The environment was saved under another name; the page goes on in it with what it shows. */
export function renamed(state: PageState, environment: string): PageState {
  const environments = [...new Set([...state.environments, environment])].sort();
  return { ...state, environments, selected: [environment], view: CURRENT_VIEW };
}

/** The state after these messages. Windows that none of them touches stay the same objects. */
export function receive(state: PageState, messages: readonly ToBrowser[], remembered: Remembered): PageState {
  const drafts: Drafts = new WeakSet();
  return messages.reduce((before, message) => receiveOne(before, message, remembered, drafts), state);
}

function receiveOne(state: PageState, message: ToBrowser, remembered: Remembered, drafts: Drafts): PageState {
  switch (message.command) {
    case "register":
      return { ...state, link: "online", session: message.data, readonly: message.readonly === true, unsaved: {} };
    case "layout_update":
      return takeViews(state, message.data);
    case "env_update":
      return receiveNames(state, message.data);
    case "reload":
      return { ...state, savedPlaces: message.data, answer: beginAnswer(state) };
    case "layout":
      return endAnswer(state, remembered);
    case "window":
      return state.answer.stage === "requested" ? state : receiveWindow(state, message, remembered, drafts);
    case "window_update":
      return state.answer.stage === "requested" ? state : receiveUpdate(state, message, drafts);
    case "close":
      return receiveClose(state, message.data);
    case "unsaved":
      return { ...state, unsaved: message.data };
    case "refused":
      return message.cmd === "send_window" ? { ...state, outOfStep: true } : notify(state, message.reason);
    default:
      return state; // from a newer server; what it means is not for this page
  }
}

/** An environment that was there and is not any more takes its windows along. */
function receiveNames(state: PageState, names: readonly string[]): PageState {
  const environments = [...names].sort();
  const deleted = state.selected.some((name) => state.environments.includes(name) && !names.includes(name));
  const next = { ...state, environments };
  return deleted ? removePanes(next, new Set(state.windows.keys())) : next;
}

function beginAnswer(state: PageState): PageState["answer"] {
  return { stage: "arriving", first: state.windows.size === 0, received: new Set() };
}

/** All windows came: those that were not among them are gone. */
function endAnswer(state: PageState, remembered: Remembered): PageState {
  const { answer } = state;
  const received = answer.stage === "arriving" ? answer.received : new Set<string>();
  const gone = new Set([...state.windows.keys()].filter((id) => answer.stage !== "complete" && !received.has(id)));
  const next = { ...(gone.size > 0 ? removePanes(state, gone) : state), answer: COMPLETE };
  if (answer.stage !== "arriving" || !answer.first) return next;
  const ordered = pack(orderAsRemembered(next, remembered));
  return state.view === CURRENT_VIEW ? ordered : showView(ordered, state.view);
}

function receiveWindow(state: PageState, window: Window, remembered: Remembered, drafts: Drafts): PageState {
  if (isComparison(state) && window.has_compare !== true) return strayed(state, window.id, drafts);
  const known = state.windows.get(window.id);
  const same = known !== undefined && known.contentID === window.contentID && known.version === window.version;
  const answer = alsoReceived(state.answer, window.id, drafts);
  const next = { ...(same ? state : withWindow(state, withSeries(window), drafts)), answer, strays: without(state.strays, window.id) };
  return known === undefined ? addPane(next, window, remembered) : followSize(next, known, window);
}

function alsoReceived(answer: PageState["answer"], win: string, drafts: Drafts): PageState["answer"] {
  if (answer.stage !== "arriving") return answer;
  return { ...answer, received: own(answer.received, drafts, (set) => new Set(set)).add(win) };
}

function receiveUpdate(state: PageState, update: WindowUpdate, drafts: Drafts): PageState {
  const known = state.windows.get(update.win);
  if (known === undefined || isComparison(state) || update.version !== (known.version ?? 1) + 1) {
    return strayed(state, update.win, drafts);
  }
  try {
    const window = { ...applyPatch(known, update.content, drafts), version: update.version };
    return followSize(withWindow(state, window, drafts), known, window);
  } catch (error) {
    if (error instanceof PatchError) return strayed(state, update.win, drafts);
    throw error;
  }
}

function receiveClose(state: PageState, win: string): PageState {
  const strays = without(state.strays, win);
  if (state.windows.has(win)) return removePanes({ ...state, strays }, new Set([win]));
  return strays === state.strays ? state : { ...state, strays };
}

function strayed(state: PageState, win: string, drafts: Drafts): PageState {
  return { ...state, strays: own(state.strays, drafts, (set) => new Set(set)).add(win) };
}

function without(strays: PageState["strays"], win: string): PageState["strays"] {
  return strays.has(win) ? new Set([...strays].filter((each) => each !== win)) : strays;
}

function withWindow(state: PageState, window: Window, drafts: Drafts): PageState {
  return { ...state, windows: own(state.windows, drafts, (map) => new Map(map)).set(window.id, window) };
}

/** A collection that this batch may write to: copied at its first change, not at each of a thousand. */
function own<Shown extends object, Own extends Shown>(shown: Shown, drafts: Drafts, copy: (shown: Shown) => Own): Own {
  if (drafts.has(shown)) return shown as Own;
  const copied = copy(shown);
  drafts.add(copied);
  return copied;
}

export function told({ eid, environment }: Exported): ToBrowser[] {
  return [
    { command: "register", data: "exported", readonly: true },
    { command: "env_update", data: [eid] },
    { command: "reload", data: environment.reload ?? {} },
    ...inOrder(environment.jsons ?? {}),
    { command: "layout" },
  ];
}

/** Files of others may hold windows that do not say what they are called. */
function inOrder(windows: Readonly<Record<string, Window>>): Window[] {
  return Object.entries(windows)
    .map(([id, window]) => ({ ...window, command: "window" as const, id }))
    .sort((a, b) => (a.i ?? Infinity) - (b.i ?? Infinity) || 0);
}
