// A real kernel for tests, driven as a front end drives it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { jupyterEnvironment } from '../../setup/jupyter.mjs';
import { root } from '../../lib/setup/project.mjs';

/**
 * What came of a cell: its outputs (plain texts of displays, renewed ones as well), its reply's status (`none` where it did
 * not end in time), the seconds it took, and whether the kernel's process is there.
 *
 * @typedef {{ stdout: string, stderr: string, shown: string[], status: 'ok' | 'error' | 'abort' | 'none', seconds: number, alive: boolean }} Ran
 */

/** Seconds that a cell may take. */
const TIMEOUT = 120;

/**
 * Starts a kernel, and ends it after the test.
 *
 * @param {import('node:test').TestContext} t
 * @param {{ folder?: string, argv?: readonly string[], env?: NodeJS.ProcessEnv }} [options] where its cells look for packages; what to
 * start in place of the project's kernel, up to `kernel`
 */
export async function startKernel(t, { folder = join(root, 'notebooks'), argv, env } = {}) {
  const driver = spawn(join(root, '.venv', 'bin', 'python'), [join(import.meta.dirname, 'kernel.py'), folder, JSON.stringify(argv ?? null)], {
    env: { ...jupyterEnvironment(), ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(async () => {
    const ended = driver.exitCode === null ? once(driver, 'exit') : undefined;
    driver.stdin.end();
    await ended;
  });
  const answers = createInterface(driver.stdout)[Symbol.asyncIterator]();
  /** @param {object} question @returns {Promise<Ran>} */
  const ask = async (question) => {
    driver.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await answers.next();
    assert.ok(!done, 'the driver has ended');
    return JSON.parse(value);
  };
  return {
    /**
     * Runs a cell. The stop button is pressed so many seconds after the cell has printed a text (as soon as the kernel has the cell, for an empty one).
     *
     * @param {string} cell @param {...readonly [text: string, seconds: number]} stops
     */
    run: (cell, ...stops) => ask({ cell, stops, timeout: TIMEOUT }),
    /** The stop button while nothing runs. */
    stopIdle: () => ask({ interrupt: 0.3 }),
  };
}
