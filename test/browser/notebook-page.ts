import type { Locator, Page } from 'playwright-core';

/** The notebook in front. */
const PANEL = '.jp-NotebookPanel:not(.lm-mod-hidden)';

/** One notebook on JupyterLab's page. */
export class NotebookPage {
  constructor(private readonly page: Page) {}

  /** Waits until the notebook, which has so many cells of code, and its kernel are there. */
  async ready(codeCells: number): Promise<void> {
    await this.codeCells().nth(codeCells - 1).waitFor({ timeout: 60_000 });
    await this.page.locator(`${PANEL} .jp-Notebook-ExecutionIndicator[data-status="idle"]`).waitFor({ timeout: 60_000 });
    await this.page.locator('#jp-bottom-panel, #jp-main-statusbar', { hasText: 'TypeScript | Idle' }).first().waitFor({ timeout: 60_000 });
  }

  codeCells(): Locator {
    return this.page.locator(`${PANEL} .jp-Notebook .jp-CodeCell`);
  }

  figures(): Locator {
    return this.page.locator(`${PANEL} .js-plotly-plot`);
  }

  /** Selects a cell of code and starts it, as Shift+Enter does. */
  async start(cell: Locator): Promise<void> {
    await cell.locator('.jp-InputPrompt').click();
    await this.page.keyboard.press('Shift+Enter');
  }

  /** Waits until a cell has ended; returns the number in its prompt. */
  async ended(cell: Locator, timeout: number): Promise<number> {
    const prompt = cell.locator('.jp-InputPrompt');
    await prompt.filter({ hasText: /\[\d+\]/ }).waitFor({ timeout });
    return Number(/\d+/.exec((await prompt.textContent()) ?? '')?.[0]);
  }

  async run(cell: Locator, timeout: number): Promise<number> {
    await this.start(cell);
    return this.ended(cell, timeout);
  }

  /** What a cell wrote to stderr, which is how tslab tells an error. */
  async errorOf(cell: Locator): Promise<string> {
    return (await cell.locator('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]').allTextContents()).join('\n');
  }

  async textOf(cell: Locator): Promise<string> {
    return (await cell.locator('.jp-OutputArea-output').allTextContents()).join('\n');
  }

  /** The stop button. */
  async stop(): Promise<void> {
    await this.page.locator(`${PANEL} [data-jp-item-name="interrupt"] jp-button`).click();
  }
}
