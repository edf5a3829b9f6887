import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { SetupFailure, causeOf, command } from '../../lib/setup/command.mjs';
import { findNotebooks } from '../../setup/notebooks.mjs';
import { openLog, pythonVersions, root, tensorflowPackage, tensorflowVersion } from '../../lib/setup/project.mjs';

/** @param {string} script @param {readonly string[]} args @param {NodeJS.ProcessEnv} env */
const run = (script, args, env = process.env) => spawnSync(process.execPath, [join(root, 'setup', script), ...args], { encoding: 'utf8', env });

/** Runs checkNeeds in a process of its own. @param {number} gigabytes @param {NodeJS.ProcessEnv} env */
function needs(gigabytes, env) {
  const script = `import(${JSON.stringify(join(root, 'lib', 'setup', 'needs.mjs'))}).then(({ checkNeeds }) => console.log(checkNeeds(${gigabytes})))`;
  return spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', env });
}

test('all that is missing is named at once, with the command that installs it', () => {
  const { status, stderr } = needs(0, { PATH: '/nonexistent' });
  assert.notEqual(status, 0);
  assert.match(stderr, /Python 3\.10 to 3\.\d+ with venv is needed/);
  assert.match(stderr, /C\+\+ compiler is needed/);
  assert.match(stderr, process.platform === 'darwin' ? /brew install python/ : /(apt-get|dnf) install .*python3/);
  assert.match(stderr, process.platform === 'darwin' ? /xcode-select --install/ : /(apt-get|dnf) install .*(build-essential|gcc-c\+\+)/);
});

test('what is on this machine suffices, and too little disk space is told in figures', () => {
  const { status, stdout } = needs(0, process.env);
  assert.equal(status, 0);
  assert.match(stdout, /^Node \d+\.\d+\.\d+ .*, Python 3\.\d+\.\d+, /);
  assert.match(needs(1e9, process.env).stderr, /GB free, but 1000000000\.0 GB are needed/);
});

test('an interpreter that does not fit is named with the reason', () => {
  const { status, stderr } = needs(0, { ...process.env, VALLEYS_PYTHON: join(root, 'package.json') });
  assert.notEqual(status, 0);
  assert.match(stderr, /VALLEYS_PYTHON names .*package\.json/);
  assert.ok(pythonVersions.newest[1] >= pythonVersions.oldest[1]);
});

test('what npm, pip and the compiler say of a failure is understood', () => {
  const outputs = {
    disk: ['npm error code ENOSPC', 'OSError: [Errno 28] No space left on device'],
    denied: ['npm error code EACCES', "PermissionError: [Errno 13] Permission denied: '/opt'", 'OSError: [Errno 30] Read-only file system'],
    network: [
      'npm error code ENOTFOUND\nnpm error getaddrinfo ENOTFOUND registry.npmjs.org',
      'npm error code ENOTCACHED',
      'ERROR: Could not find a version that satisfies the requirement tensorflow-cpu==2.21.0 (from versions: none)',
      'Failed to establish a new connection: [Errno -3] Temporary failure in name resolution',
    ],
  };
  outputs.hashes = ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.'];
  const problems = { hashes: /hash is pinned/, disk: /disk is full/, denied: /Permission is denied/, network: /network/ };
  for (const [kind, texts] of Object.entries(outputs)) {
    for (const text of texts) assert.match(causeOf(text)?.problem ?? '', problems[kind], text);
  }
  assert.equal(causeOf("error TS2304: Cannot find name 'x'."), undefined);
});

test('a program that fails is named with its exit code or the signal that ended it', async () => {
  const ends = (/** @type {string} */ script) => command('test-of-failures', process.execPath, ['-e', script]);
  await assert.rejects(ends('console.log("too bad"); process.exit(7)'), /failed with exit code 7:[^]*too bad/);
  await assert.rejects(ends('process.kill(process.pid, "SIGKILL")'), /was ended by SIGKILL/);
  rmSync(join(root, '.setup', 'log', 'test-of-failures.log'), { force: true });
});

test('logs can be read by their owner only, those of an earlier version too', () => {
  const { path, file } = openLog('test-of-modes');
  closeSync(file);
  chmodSync(path, 0o644);
  chmodSync(dirname(path), 0o755);
  closeSync(openLog('test-of-modes').file);
  assert.deepEqual([path, dirname(path)].map((each) => statSync(each).mode & 0o777), [0o600, 0o700]);
  rmSync(path);
});

test('every Python package is pinned to one version for each system, with hashes', () => {
  const folderOf = (/** @type {string} */ file) => (/tensorflow|gpu/.test(file) ? join(root, 'lib', 'setup') : join(root, 'setup'));
  const pins = (/** @type {string} */ file) => readFileSync(join(folderOf(file), file), 'utf8').replace(/^#.*\n/gm, '').replaceAll(' \\\n', ' ').trim().split('\n');
  const files = ['setup', join('lib', 'setup')].flatMap((folder) => readdirSync(join(root, folder))).filter((name) => /^requirements.*\.txt$/.test(name));
  assert.equal(files.length, 4);
  for (const file of files) {
    for (const line of pins(file)) assert.match(line, /^[\w.-]+==[\w.]+( ; [^\\]+?)?( +--hash=sha256:[0-9a-f]{64})+$/, `${file}: ${line.slice(0, 80)}`);
  }
  const wanted = pins('requirements.in');
  for (const pin of wanted) assert.ok(pins('requirements.txt').some((line) => line.startsWith(`${pin} `)), pin);
  for (const version of ['2.21.0', '2.16.2']) assert.ok(pins('requirements-tensorflow.txt').some((line) => line.startsWith(`tensorflow==${version} ;`)));
  assert.match(pins(`requirements-${tensorflowPackage(false)}.txt`).join('\n'), new RegExp(`^${tensorflowPackage(false)}==${tensorflowVersion} `, 'm'));
});

test('wrong usage ends with exit code 2 and one line', () => {
  for (const [script, args, line] of [
    ['start.mjs', ['--port', 'eighty'], /--port eighty is not a port/],
    ['start.mjs', ['--notebook', 'notebooks/absent.ipynb'], /There is no notebooks\/absent\.ipynb/],
    ['start.mjs', ['--colour'], /Unknown option '--colour'/],
    ['setup.mjs', ['--gpu', '--cpu'], /exclude each other/],
    ['notebooks.mjs', ['--scale', 'huge'], /There is no scale huge\. There are: smoke, laptop, paper\./],
    ['test.mjs', ['no-such-test'], /No test file has no-such-test/],
    ['site.mjs', ['--base', 'pages'], /--base pages is not a folder of a host/],
  ]) {
    const { status, stderr, stdout } = run(script, args);
    assert.equal(status, 2, `${script} ${args.join(' ')}: ${stdout}${stderr}`);
    assert.match(stderr, line);
    assert.ok(stderr.trim().split('\n').length === 1, stderr);
  }
});

test('a reader that has gone ends a script without a stack trace', () => {
  const line = `"${process.execPath}" "${join(root, 'setup', 'setup.mjs')}" | true; exit \${PIPESTATUS[0]}`;
  const { status, stderr } = spawnSync('bash', ['-c', line], { encoding: 'utf8' });
  assert.deepEqual({ status, stderr }, { status: 141, stderr: '' });
});

test('every script explains itself', () => {
  for (const script of ['setup.mjs', 'start.mjs', 'notebooks.mjs', 'site.mjs', 'test.mjs']) {
    const { status, stdout } = run(script, ['--help']);
    assert.equal(status, 0);
    assert.match(stdout, /^npm /);
  }
});

test('notebooks are found by the beginning of their name', () => {
  assert.throws(() => findNotebooks(['99-absent']), (error) => error instanceof SetupFailure && error.exitCode === 2 && /no notebook 99-absent/.test(error.message));
  for (const empty of ['', ' ', 'notebooks/']) assert.throws(() => findNotebooks([empty]), (error) => error instanceof SetupFailure && error.exitCode === 2 && /empty name/.test(error.message));
  for (const path of findNotebooks([])) assert.match(path, /\.ipynb$/);
});

/** The lock's place is fixed, so its module is loaded from a copy of the folder. @param {import('node:test').TestContext} t */
function lockPlace(t) {
  const state = mkdtempSync(join(tmpdir(), 'valleys-lock-'));
  t.after(() => rmSync(state, { recursive: true }));
  cpSync(join(root, 'lib', 'setup'), join(state, 'lib', 'setup'), { recursive: true });
  mkdirSync(join(state, 'setup'));
  writeFileSync(join(state, 'setup', 'setup.mjs'), '');
  const script = (/** @type {string} */ then) => `import(${JSON.stringify(join(state, 'lib', 'setup', 'lock.mjs'))}).then(async ({ lock }) => {
    const unlock = await lock(console.error);
    console.log('locked');
    ${then}
  })`;
  return { file: join(state, '.setup', 'lock'), script, run: (/** @type {string} */ then) => spawnSync(process.execPath, ['-e', script(then)], { encoding: 'utf8' }) };
}

test('a second set-up waits for the first, and a lock whose owner is gone is taken', async (t) => {
  const { script, run: lockAnd } = lockPlace(t);
  const first = spawn(process.execPath, ['-e', script('setTimeout(unlock, 1000);')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const firstEnd = new Promise((resolve) => first.once('exit', resolve));
  await new Promise((resolve) => first.stdout.once('data', resolve));
  const second = lockAnd('process.exit();');
  assert.equal(second.stdout, 'locked\n');
  assert.match(second.stderr, new RegExp(`^Another set-up \\(process ${first.pid}\\) is running; waiting for it\\..*lock\\.\\n$`));
  await firstEnd;
  assert.equal(lockAnd('unlock();').stdout, 'locked\n', 'the second one ended without giving the lock back');
});

test('a lock of a process whose number another has by now is taken at once', { skip: process.platform !== 'linux' && 'SKIPPED: only Linux tells when a process began' }, (t) => {
  const { file, run: lockAnd } = lockPlace(t);
  mkdirSync(dirname(file));
  writeFileSync(file, `${process.pid} 1`);
  assert.deepEqual([lockAnd('unlock();')].map(({ stdout, stderr }) => [stdout, stderr]), [['locked\n', '']]);
  assert.equal(existsSync(file), false);
});

test('a lock that names no process is waited for some seconds, aloud, and then taken', (t) => {
  const { file, run: lockAnd } = lockPlace(t);
  mkdirSync(dirname(file));
  writeFileSync(file, '');
  const waiting = lockAnd('unlock();');
  assert.equal(waiting.stdout, 'locked\n');
  assert.match(waiting.stderr, /lock names no process; waiting 5 s for one\.\n$/);
  writeFileSync(file, '');
  utimesSync(file, Date.now() / 1000 - 60, Date.now() / 1000 - 60);
  assert.deepEqual([lockAnd('unlock();')].map(({ stdout, stderr }) => [stdout, stderr]), [['locked\n', '']]);
});

test('a lock that cannot be written does not stay', { skip: process.platform !== 'linux' && 'SKIPPED: limits of file sizes differ' }, (t) => {
  const { file, script } = lockPlace(t);
  const { status, stdout, stderr } = spawnSync('sh', ['-c', `trap '' XFSZ; ulimit -f 0; exec "$0" -e "$1"`, process.execPath, script('')], { encoding: 'utf8' });
  assert.notEqual(status, 0);
  assert.equal(stdout, '');
  assert.match(stderr, /EFBIG/);
  assert.equal(existsSync(file), false);
});
