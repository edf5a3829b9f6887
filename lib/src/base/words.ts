/** What the library's names for its choices are called where people read: figures, tables, sentences. */
const WORDS: Readonly<Record<string, string>> = {
  uniform01: '(0, 1)',
  'uniform-symmetric': '(−1, 1)',
  'sgd-after-swa': 'SGD after SWA',
  'sign-consistent': 'signs of the weights',
  'bn-only': 'batch norm only',
  'non-bn-only': 'all but batch norm',
  cifar10: 'CIFAR-10',
  cifar100: 'CIFAR-100',
};

const FAMILIES: Readonly<Record<string, string>> = { preresnet: 'PreResNet', 'densenet-bc': 'DenseNet-BC' };

const VARIANTS: Readonly<Record<string, string>> = {
  '': '',
  '-no-bn': ' without norm',
  '-group-norm': ' with group norm',
  '-layer-norm': ' with layer norm',
  '-symmetric-gamma': ' with γ of both signs',
};

/** A name stands alone: within a path, a file's name or a longer name it remains. */
const alone = (pattern: string): RegExp => new RegExp(String.raw`(?<![\w/.-])(?:${pattern})(?![\w/-]|\.\w)`, 'g');

const NAME = alone(Object.keys(WORDS).join('|'));
const NETWORK = alone(String.raw`(${Object.keys(FAMILIES).join('|')})-(\d+)((?:-[a-z]+)*)`);

/**
 * A text for readers: the library's names for directions, networks, solutions and datasets become words, such as `PreResNet-20` for
 * `preresnet-20` and `(0, 1)` for `uniform01`. Names in paths and file names remain.
 */
export function forReaders(text: string): string {
  return text
    .replace(NAME, (name) => WORDS[name])
    .replace(NETWORK, (name: string, family: string, depth: string, variant: string) =>
      variant in VARIANTS ? `${FAMILIES[family]}-${depth}${VARIANTS[variant]}` : name,
    );
}
