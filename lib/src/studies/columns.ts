/** Columns of panels that still have room for their axes. */
const MOST_COLUMNS = 4;

/** The first of several trainings, as many as a figure has columns for, and a sentence that says so where some are left out; otherwise empty. */
export function firstColumns<T>(all: readonly T[]): { readonly shown: readonly T[]; readonly note: string } {
  const shown = all.slice(0, MOST_COLUMNS);
  return { shown, note: shown.length < all.length ? `The first ${shown.length} of ${all.length}; the table has all.` : '' };
}
