import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, join, resolve } from 'node:path';

export const PROJECT = resolve(__dirname, '..', '..');

/** The system's Chromium or Chrome, or the one that CHROMIUM names. */
export function findChromium(): string | undefined {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const paths = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...paths, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'].find((path) => existsSync(path));
}

/** How Chromium starts on a machine without a screen. */
export function browserArguments(): string[] {
  return ['--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
}

/** JupyterLab as `npm start` opens it. */
export interface Lab {
  /** The printed address, with the token. */
  readonly url: string;
  /** Everything that was printed. */
  readonly output: () => string;
  /** Ctrl-C; waits until everything has ended. */
  readonly end: () => Promise<void>;
}

/** Runs `npm start` on a notebook and waits for the address that it prints. */
export async function startLab(notebook: string): Promise<Lab> {
  const args = ['start', '--', '--no-browser', '--port', String(await freePort()), '--notebook', notebook];
  // A process group of its own, so that Ctrl-C can be sent to all of it, as a terminal does.
  const child = spawn('npm', args, { cwd: PROJECT, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, VALLEYS_SCALE: 'smoke' } });
  let output = '';
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const url = new Promise<string>((found, failed) => {
    const take = (text: string): void => {
      output += text;
      const address = /http:\/\/localhost:\d+\/lab\/\S+/.exec(output)?.[0];
      if (address !== undefined) found(address);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    void ended.then(() => failed(new Error(`npm start ended without an address:\n${output}`)));
  });
  return { url: await url, output: () => output, end: () => interrupt(child, ended) };
}

async function interrupt(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}
