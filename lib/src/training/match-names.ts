import { CheckpointError } from '../base/errors';
import { hasMadeUpNames, matchAutomatic, type NamedTensor } from './automatic-names';
import type { StoredTensor } from './safetensors';

/** PyTorch's names and layouts, or Keras's. */
export type NameStyle = 'torch' | 'keras';

/** The possible names of a model's tensors in a file: PyTorch's, in PyTorch's layouts, or Keras's, in TensorFlow's. */
export interface KnownNames {
  readonly torch: readonly NamedTensor[];
  readonly keras: readonly NamedTensor[];
  /** Number of running statistics and frozen weights in each; a vector lacks them. */
  readonly optional: number;
  /** Snake-case class names of the model's layers. */
  readonly classes: ReadonlySet<string>;
}

/** The tensors of a file under the model's names. */
export interface MatchedTensors {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly style: NameStyle;
  /** Differences between the file and what was read, as sentences. */
  readonly notes: readonly string[];
}

type Renaming = (name: string) => string;

/** PyTorch counts the batches that its batch norms and averages have seen; nothing depends on the count. */
const COUNTERS = /(?:^|\.)(?:num_batches_tracked|n_averaged)$/;
/** Parts of names that only show how a module was wrapped: by AveragedModel and DataParallel, torch.compile, FSDP, checkpointing. */
const WRAPPERS = /(?:^|(?<=\.))(?:module|_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)\./g;

/**
 * Finds a model's tensors in a file: under the model's own names; after the prefixes of wrappers, or one common prefix; or under
 * names that TensorFlow.js or Keras made up. It never guesses: every tensor of the file must then belong to the model.
 *
 * @throws CheckpointError CHECKPOINT_PREFIX, CHECKPOINT_NAMES, CHECKPOINT_EXTRA
 */
export function matchNames(tensors: ReadonlyMap<string, StoredTensor>, known: KnownNames, source: string): MatchedTensors {
  const own = new Set([...known.torch, ...known.keras].map(({ name }) => name));
  const kept = [...tensors.keys()].filter((name) => own.has(name) || !COUNTERS.test(name));
  for (const style of ['torch', 'keras'] as const) {
    const names = new Set(known[style].map(({ name }) => name));
    const fitting = renamings(kept).map(({ rename, ...rest }) => ({ ...rest, names: kept.map((name) => canonical(rename(name), names)) }))
      .filter((found) => isOneToOne(found.names, names) && !(found.isPrefix && found.names.length < names.size - known.optional));
    if (fitting.length === 0) continue;
    const [{ isPrefix, note, names: chosen }] = fitting;
    // Unchanged names, and those of a wrapper, take precedence over a prefix; if two prefixes fit, neither is certain.
    if (isPrefix && fitting.some((other) => other.names.join() !== chosen.join())) break;
    return { tensors: renamed(tensors, kept, chosen), style, notes: note === undefined ? [] : [note] };
  }
  return byMadeUpNames(tensors, kept, known) ?? refuse(kept, known, own, source);
}

function renamings(names: readonly string[]): { readonly rename: Renaming; readonly isPrefix?: boolean; readonly note?: string }[] {
  const unwrapped: Renaming = (name) => dotted(name).replaceAll(WRAPPERS, '');
  const wrappers = [...new Set(names.flatMap((name) => dotted(name).match(WRAPPERS) ?? []))];
  return [
    { rename: (name) => name },
    { rename: unwrapped, note: wrappers.length > 0 ? leftAway(wrappers) : undefined },
    ...commonPrefixes(names.map(dotted)).map((prefix) => ({
      rename: (name: string) => dotted(name).slice(prefix.length),
      isPrefix: true,
      note: leftAway([prefix]),
    })),
    ...commonPrefixes(names.map(unwrapped)).map((prefix) => ({
      rename: (name: string) => unwrapped(name).slice(prefix.length),
      isPrefix: true,
      note: leftAway([...wrappers, prefix]),
    })),
  ];
}

/** Keras joins the parts of a name by slashes; Keras 2 adds the number of an output. */
function dotted(name: string): string {
  return name.replace(/:0$/, '').replaceAll('/', '.');
}

function leftAway(parts: readonly string[]): string {
  return `Removed from the names of its tensors: ${parts.map((part) => `"${part}"`).join(', ')}.`;
}

/** Keras 3 calls the kernel of a depthwise convolution `kernel`, and names the cell within a recurrent layer. */
function canonical(name: string, names: ReadonlySet<string>): string {
  const others = [name.replace(/\.kernel$/, '.depthwise_kernel'), name.replace(/\.[^.]+(\.[^.]+)$/, '$1')];
  return names.has(name) ? name : (others.find((other) => names.has(other)) ?? name);
}

/** The prefixes `a.` and `a.b.` for `a.b.weight` and `a.b.c.bias`. */
function commonPrefixes(names: readonly string[]): string[] {
  const parts = (names[0] ?? '').split('.').slice(0, -1);
  return parts.map((_, i) => `${parts.slice(0, i + 1).join('.')}.`).filter((prefix) => names.every((name) => name.startsWith(prefix)));
}

function isOneToOne(names: readonly string[], known: ReadonlySet<string>): boolean {
  return names.every((name) => known.has(name)) && new Set(names).size === names.length;
}

function renamed(tensors: ReadonlyMap<string, StoredTensor>, kept: readonly string[], names: readonly string[]): Map<string, StoredTensor> {
  return new Map(kept.map((name, i) => [names[i], tensors.get(name) as StoredTensor]));
}

function byMadeUpNames(tensors: ReadonlyMap<string, StoredTensor>, kept: readonly string[], known: KnownNames): MatchedTensors | undefined {
  for (const prefix of ['', ...commonPrefixes(kept.map(dotted))]) {
    const file = kept.map((name) => ({ name: dotted(name).slice(prefix.length), shape: tensors.get(name)?.shape ?? [] }));
    for (const style of ['torch', 'keras'] as const) {
      const layers = matchAutomatic(known[style], file, style === 'keras' ? known.classes : undefined);
      if (layers === undefined) continue;
      const names = new Set(known[style].map(({ name }) => name));
      const chosen = file.map(({ name }) => {
        const end = name.lastIndexOf('.');
        return canonical(`${layers.get(name.slice(0, end)) ?? ''}${name.slice(end)}`, names);
      });
      return {
        tensors: renamed(tensors, kept, chosen),
        style,
        notes: ['Its layers have no names of their own; they were matched by class, order and shape.'],
      };
    }
  }
  return undefined;
}

function refuse(kept: readonly string[], known: KnownNames, own: ReadonlySet<string>, source: string): never {
  const extra = kept.filter((name) => !own.has(name));
  const more = extra.length > 1 ? ` and ${extra.length - 1} more` : '';
  const problem = `${source} has a tensor "${extra[0]}"${more} that the network lacks.`;
  const prefix = prefixOfMost(kept, own);
  if (prefix !== undefined) {
    throw new CheckpointError(
      'CHECKPOINT_PREFIX',
      `${problem} Other tensors have the network's names after the prefix "${prefix}".`,
      `Store only those, in Python: safetensors.torch.save_file({k.removeprefix('${prefix}'): v for k, v in state.items() if ` +
      `k.startswith('${prefix}')}, path).`,
    );
  }
  if (hasMadeUpNames(extra) || hasMadeUpNames(known.torch.map(({ name }) => name))) {
    throw new CheckpointError(
      'CHECKPOINT_NAMES',
      problem,
      'TensorFlow.js numbers nameless layers through all models (dense_Dense1), and these numbers do not identify the layers ' +
      'here: give the layers names and store it again.',
    );
  }
  throw new CheckpointError('CHECKPOINT_EXTRA', problem, 'Choose a checkpoint of this network.');
}

/** The prefix before several of a model's tensors in a file, unless the model's own names have it. */
function prefixOfMost(names: readonly string[], own: ReadonlySet<string>): string | undefined {
  const found = new Map<string, number>();
  for (const name of names) {
    if (own.has(name)) continue;
    const parts = name.split('.');
    for (let i = 1; i < parts.length - 1; i++) {
      const prefix = `${parts.slice(0, i).join('.')}.`;
      if (own.has(name.slice(prefix.length))) found.set(prefix, (found.get(prefix) ?? 0) + 1);
    }
  }
  const [best] = [...found].sort((a, b) => b[1] - a[1]);
  return best !== undefined && best[1] > own.size / 4 ? best[0] : undefined;
}
