/** The files of one of the CIFAR datasets in its official binary version (https://www.cs.toronto.edu/~kriz/cifar.html). */
export interface CifarLayout {
  readonly name: 'cifar10' | 'cifar100';
  /** The folder that the archive unpacks to. */
  readonly folder: string;
  readonly trainFiles: readonly string[];
  readonly testFiles: readonly string[];
  /** One class name a line. */
  readonly namesFile: string;
  /** The archive's other files. */
  readonly otherFiles: readonly string[];
  readonly imagesPerTrainFile: number;
  readonly imagesPerTestFile: number;
  /** How many values each label byte before an image can have; the last one is the class. */
  readonly labelRanges: readonly number[];
  readonly archive: PublishedArchive;
}

/** An archive with its published size and checksums. */
export interface PublishedArchive {
  readonly url: string;
  readonly bytes: number;
  /** From the authors' page. */
  readonly md5: string;
  /** From TensorFlow Datasets, like the number of bytes: two different files can be made to share one MD5. */
  readonly sha256: string;
}

/** One label byte, then the image. */
export const CIFAR10: CifarLayout = {
  name: 'cifar10',
  folder: 'cifar-10-batches-bin',
  trainFiles: [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`),
  testFiles: ['test_batch.bin'],
  namesFile: 'batches.meta.txt',
  otherFiles: ['readme.html'],
  imagesPerTrainFile: 10_000,
  imagesPerTestFile: 10_000,
  labelRanges: [10],
  archive: {
    url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
    bytes: 170_052_171,
    md5: 'c32a1d4ab5d03f1284b67883e8d87530',
    sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
  },
};

/** A coarse and a fine label byte, then the image; the fine one is the class. */
export const CIFAR100: CifarLayout = {
  name: 'cifar100',
  folder: 'cifar-100-binary',
  trainFiles: ['train.bin'],
  testFiles: ['test.bin'],
  namesFile: 'fine_label_names.txt',
  otherFiles: ['coarse_label_names.txt'],
  imagesPerTrainFile: 50_000,
  imagesPerTestFile: 10_000,
  labelRanges: [20, 100],
  archive: {
    url: 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz',
    bytes: 168_513_733,
    md5: '03b5dce01913d631647c71ecec9e9cb8',
    sha256: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
  },
};
