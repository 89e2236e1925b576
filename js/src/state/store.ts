/** A value that changes, and its listeners. */

export interface Store<State> {
  get(): State;
  change(next: (state: State) => State): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<State>(start: State): Store<State> {
  let state = start;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    change(next) {
      const before = state;
      state = next(before);
      if (state !== before) for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
