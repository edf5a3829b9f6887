import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { doctor, type DoctorReport, doctorText } from '../../lib/src/cli/doctor';
import { valleys } from './valleys';

test('the doctor finds this installation well, and TensorFlow trains one graph', async () => {
  const report = await doctor();
  assert.deepEqual(report.checks.filter(({ ok }) => !ok), []);
  assert.equal(report.ok, true);
  assert.match(report.tensorflow ?? '', /^2\.\d+\.\d+$/);
  assert.ok(report.device === 'CPU' || report.device === 'GPU');
  assert.equal(report.compiled, true);
  const names = report.checks.map(({ name }) => name);
  for (const name of ['node', 'library', 'python', 'jupyterlab', 'plotly', 'nbclient', 'kernel', 'tensorflow', 'device', 'training', 'disk', 'memory']) assert.ok(names.includes(name), name);
  for (const { name, found, remedy, ok } of report.checks) {
    assert.ok(found.length > 0, name);
    assert.equal(remedy === '', ok, `${name}: a remedy where and only where it is needed`);
  }
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report, 'nothing is lost in JSON');
});

test('damaged files of the installation are failed checks with a remedy', async (t) => {
  const top = mkdtempSync(join(tmpdir(), 'valleys-doctor-'));
  t.after(() => rmSync(top, { recursive: true, force: true }));
  const root = resolve(__dirname, '..', '..');
  for (const part of ['bin', 'dist', 'setup', 'package.json']) cpSync(join(root, 'lib', part), join(top, 'lib', part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(top, 'node_modules'));
  const kernels = join('.venv', 'share', 'jupyter', 'kernels', 'tslab');
  for (const folder of ['setup', '.setup', join('.venv', 'lib', 'python3.12'), kernels]) mkdirSync(join(top, folder), { recursive: true });
  writeFileSync(join(top, 'setup', 'setup.mjs'), '');
  for (const text of ['{"argv": "node"}', '{"argv": [']) {
    writeFileSync(join(top, kernels, 'kernel.json'), text);
    writeFileSync(join(top, '.setup', 'choice.json'), text);
    const { status, stdout, stderr } = await valleys(['doctor', '--json'], undefined, {}, { bin: join(top, 'lib', 'bin', 'valleys.js'), folder: top });
    assert.equal(status, 1, stderr);
    const { checks, device } = JSON.parse(stdout) as DoctorReport;
    const failed = new Map(checks.filter(({ ok }) => !ok).map(({ name, remedy }) => [name, remedy]));
    const choiceIsDamaged = text === '{"argv": [';
    for (const name of ['jupyterlab', 'plotly', 'nbclient', 'kernel', ...(choiceIsDamaged && device === 'CPU' ? ['device'] : [])]) assert.match(failed.get(name) ?? 'passed', /npm run setup/, name);
    assert.ok(choiceIsDamaged || !failed.has('device'));
  }
});

test('the text names what fails first by its line, then by its remedy', () => {
  const report: DoctorReport = {
    ok: false,
    tensorflow: null,
    device: null,
    compiled: false,
    checks: [
      { name: 'node', ok: true, found: '22.1.0', remedy: '' },
      { name: 'tensorflow', ok: false, found: 'TensorFlow cannot be loaded', remedy: 'Run "npm run setup".' },
    ],
  };
  const lines = doctorText(report).split('\n');
  assert.equal(lines[0], 'ok    node        22.1.0');
  assert.equal(lines[1], 'FAIL  tensorflow  TensorFlow cannot be loaded');
  assert.equal(lines.at(-1), 'tensorflow: Run "npm run setup".');
  assert.equal(doctorText({ ...report, ok: true, checks: report.checks.slice(0, 1) }).split('\n').at(-1), 'Everything works.');
});
