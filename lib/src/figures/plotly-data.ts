/** One of Plotly's traces, as plain data. */
export type Trace = Readonly<Record<string, unknown>>;

/** Plotly's layout, as plain data. */
export type Layout = Readonly<Record<string, unknown>>;
