import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from 'js-yaml';
import { read } from './documents';

interface Person { readonly 'given-names': string; readonly 'family-names': string }
interface Citation {
  readonly title: string; readonly abstract: string; readonly version: string; readonly license: string; readonly authors: readonly { readonly name: string }[];
  readonly references: readonly [{
    readonly title: string; readonly authors: readonly Person[]; readonly year: number; readonly start: string; readonly end: string; readonly url: string;
    readonly volume: string; readonly 'collection-title': string;
  }];
}

test('codemeta.json says what CITATION.cff says, and both name the version of the packages', () => {
  const citation = load(read('CITATION.cff')) as Citation;
  const [paper] = citation.references;
  const meta = JSON.parse(read('codemeta.json')) as Record<string, unknown>;
  assert.deepEqual([meta.name, meta.description, meta.version], [citation.title, citation.abstract, citation.version]);
  assert.equal(meta.license, `https://spdx.org/licenses/${citation.license}`);
  assert.deepEqual(meta.author, citation.authors.map(({ name }) => ({ '@type': 'Organization', name })));
  assert.deepEqual(meta.referencePublication, [{
    '@type': 'ScholarlyArticle',
    name: paper.title,
    author: paper.authors.map((author) => ({ '@type': 'Person', givenName: author['given-names'], familyName: author['family-names'] })),
    datePublished: String(paper.year),
    isPartOf: { '@type': 'PublicationVolume', name: paper['collection-title'], volumeNumber: paper.volume },
    pageStart: paper.start,
    pageEnd: paper.end,
    url: paper.url,
  }]);
  for (const file of ['package.json', 'lib/package.json', 'site/package.json']) {
    const { version, license } = JSON.parse(read(file)) as { version: string; license: string };
    assert.deepEqual([version, license], [citation.version, citation.license], file);
  }
});

interface Job {
  readonly 'runs-on': string;
  readonly strategy?: { readonly matrix: { readonly machine: readonly { readonly name: string }[]; readonly node: readonly number[] } };
  readonly steps: readonly { readonly run?: string; readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> }[];
}
const jobsOf = (workflow: string): Readonly<Record<string, Job>> => (load(read(`.github/workflows/${workflow}.yml`)) as { jobs: Readonly<Record<string, Job>> }).jobs;

test('the workflows test every supported system with every supported Node, and publish what npm run site writes', () => {
  const { engines, scripts } = JSON.parse(read('package.json')) as { engines: { node: string }; scripts: Readonly<Record<string, string>> };
  const [{ strategy }] = Object.values(jobsOf('tests'));
  assert.deepEqual(strategy?.matrix.node.map(String), [...engines.node.matchAll(/\^(\d+)/g)].map(([, major]) => major));
  assert.deepEqual(strategy?.matrix.machine.map(({ name }) => name), ['Linux x86-64', 'Linux arm64', 'macOS x86-64', 'macOS arm64']);
  const { check, publish } = jobsOf('site');
  assert.ok(check.steps.some(({ run }) => run === 'npm run site -- --check'));
  assert.ok(publish.steps.some(({ run }) => run?.startsWith('npm run site -- --base')));
  assert.ok(publish.steps.some(({ uses, with: given }) => uses?.startsWith('actions/upload-pages-artifact@') && given?.path === 'runs/site'));
  for (const { steps } of [...Object.values(jobsOf('tests')), check, publish]) {
    for (const { run = '' } of steps) for (const [, name] of run.matchAll(/npm run ([\w-]+)/g)) assert.ok(name in scripts, name);
  }
});

test('the container runs JupyterLab as an ordinary user, and .devcontainer builds a stage of the same file', () => {
  const stages = read('Dockerfile').split(/^FROM /m).slice(1);
  const names = stages.map((stage) => /^\S+ AS (\w+)/.exec(stage)?.[1]);
  const last = stages[stages.length - 1];
  assert.match(last, /^USER node$/m);
  assert.match(last, /^RUN npm run setup/m);
  assert.match(last, /^EXPOSE 8888$/m);
  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(last)?.[1] ?? 'null') as readonly string[];
  assert.deepEqual(command.slice(0, 4), ['jupyter', 'lab', '--ip=0.0.0.0', '--port=8888']);
  const development = JSON.parse(read('.devcontainer/devcontainer.json')) as { build: { target: string }; forwardPorts: readonly number[]; remoteUser: string };
  assert.ok(names.includes(development.build.target));
  assert.deepEqual([development.forwardPorts, development.remoteUser], [[8888], 'node']);
});
