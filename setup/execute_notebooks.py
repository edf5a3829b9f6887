"""Executes notebooks without a browser, cell by cell; called by notebooks.mjs, in the project's own Python.

A notebook is written only when all its cells succeeded and no output names a path of this machine.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import sys
import tempfile
import time
from pathlib import Path

# jsonschema would build a grammar for international addresses, which no notebook needs: most of a second.
sys.modules["rfc3987_syntax"] = None

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

ANSI_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class NotebookFailure(Exception):
    """A cell failed, or its output may not be kept; the message is for the user."""


def text_of(value):
    return "".join(value) if isinstance(value, list) else value


def describe_failure(name, number, cell, problem):
    indented = "\n".join(f"    {line}" for line in text_of(cell.source).splitlines())
    return f"{name}: code cell {number} failed.\n\n  Source:\n{indented}\n\n  Error:\n    {problem}\n"


def error_text(cell, reply):
    """What the kernel said: tslab puts the trace on stderr, and only the status into its reply."""
    parts = [text_of(output.text) for output in cell.outputs if output.output_type == "stream" and output.name == "stderr"]
    parts += ["\n".join(output.traceback) for output in cell.outputs if output.output_type == "error"]
    if not parts:
        parts = [f"{reply.get('ename') or 'error'}: {reply.get('evalue') or 'no message'}", *reply.get("traceback", [])]
    return ANSI_COLOURS.sub("", "".join(parts)).strip().replace("\n", "\n    ")


def machine_paths(project):
    """Folders of this machine that an output must not name."""
    folders = {str(project), os.path.realpath(project), os.path.expanduser("~"), tempfile.gettempdir()}
    return [folder for folder in folders if len(folder) > 1]


def named_path(output, folders):
    """Where an output names a folder of this machine, if anywhere. Images are left out: their letters mean nothing."""
    data = {kind: value for kind, value in output.get("data", {}).items() if not kind.startswith("image/") or "svg" in kind}
    text = json.dumps([data, output.get("text", "")], ensure_ascii=False)
    found = (re.search(r".{0,80}" + re.escape(folder) + r"(?![\w.-]).{0,80}", text) for folder in folders)
    return next((match.group() for match in found if match), None)


def first_line(cell):
    lines = [line for line in text_of(cell.source).splitlines() if line.strip()]
    return lines[0][:60] if lines else ""


async def execute(path, notebook, folders, timeout):
    client = NotebookClient(notebook, kernel_name="tslab", timeout=timeout, record_timing=False, resources={"metadata": {"path": str(path.parent)}})
    reply = {}
    client.on_cell_executed = lambda cell, cell_index, execute_reply: reply.update(execute_reply["content"])
    cells = [(index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code" and text_of(cell.source).strip()]
    async with client.async_setup_kernel():
        for number, (index, cell) in enumerate(cells, start=1):
            started = time.monotonic()
            reply.clear()
            try:
                await client.async_execute_cell(cell, index, execution_count=number)
            except CellExecutionError:
                reply.setdefault("status", "error")
            except (DeadKernelError, TimeoutError) as failure:
                raise NotebookFailure(describe_failure(path.name, number, cell, failure)) from None
            if reply.get("status") != "ok":
                raise NotebookFailure(describe_failure(path.name, number, cell, error_text(cell, reply)))
            for output in cell.outputs:
                folder = named_path(output, folders)
                if folder:
                    raise NotebookFailure(describe_failure(path.name, number, cell, f"Its output names a folder of this machine: … {folder} …"))
            print(f"  {number:>2}/{len(cells)}  {time.monotonic() - started:7.1f} s  {first_line(cell)}", flush=True)


def write_whole(notebook, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.partial")
    nbformat.write(notebook, temporary)
    temporary.replace(target)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--project", type=Path, required=True)
    parser.add_argument("--output-folder", type=Path, help="where executed notebooks are written (default: in place)")
    parser.add_argument("--timeout", type=float, help="seconds that one cell may take (default: no limit)")
    parser.add_argument("notebooks", nargs="+", type=Path)
    options = parser.parse_args()
    # SIGTERM ends the kernel in good order, as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folders = machine_paths(options.project)
    for path in options.notebooks:
        target = options.output_folder / path.name if options.output_folder else path
        print(path.name, flush=True)
        started = time.monotonic()
        notebook = nbformat.read(path, as_version=4)
        try:
            asyncio.run(execute(path, notebook, folders, options.timeout))
            write_whole(notebook, target)
        except NotebookFailure as failure:
            print(f"\n{failure}\n{target} is left as it was.", file=sys.stderr)
            return 1
        except OSError as failure:
            print(f"\nCannot write {target}: {failure.strerror}.", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print(f"\nInterrupted; {target} is left as it was.", file=sys.stderr)
            return 130
        print(f"  done in {time.monotonic() - started:.1f} s, written to {os.path.relpath(target, options.project)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
