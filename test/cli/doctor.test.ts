import assert from 'node:assert/strict';
import test from 'node:test';
import { doctor, type DoctorReport, doctorText } from '../../lib/src/cli/doctor';

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
