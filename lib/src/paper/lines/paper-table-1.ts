/** One network in the paper's Table 1, accuracies on CIFAR-100 in percent, single trainings. */
export interface PaperAccuracies {
  /** The paper's name: its "ResNet" is a pre-activation network. */
  readonly network: string;
  readonly swa: { readonly train: number; readonly test: number };
  readonly sgd: { readonly train: number; readonly test: number };
}

/** He, Huang and Yuan, "Asymmetric Valleys: Beyond Sharp and Flat Local Minima", arXiv 1902.00744, Table 1. */
export const PAPER_TABLE_1: readonly PaperAccuracies[] = [
  { network: 'ResNet-110', swa: { train: 94.98, test: 78.94 }, sgd: { train: 97.52, test: 78.29 } },
  { network: 'ResNet-164', swa: { train: 97.48, test: 80.69 }, sgd: { train: 99.12, test: 76.56 } },
  { network: 'DenseNet-100', swa: { train: 99.84, test: 72.29 }, sgd: { train: 99.87, test: 71.46 } },
];
