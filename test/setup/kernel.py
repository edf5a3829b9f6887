"""Drives one kernel as a front end does: a line of JSON in says what to do, a line of JSON out what came of it."""

import json
import sys
import time
from queue import Empty

from jupyter_client.manager import KernelManager

folder, argv = sys.argv[1], json.loads(sys.argv[2])
manager = KernelManager(kernel_name="tslab")
if argv:
    manager.kernel_spec.argv = [*argv, *manager.kernel_spec.argv[2:]]
manager.start_kernel(cwd=folder)
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=120)


def reply_to(message):
    while True:
        reply = client.get_shell_msg(timeout=5)
        if reply["parent_header"].get("msg_id") == message:
            return reply["content"]


def execute(cell, stops, timeout):
    """Runs a cell; each stop is [text on stdout to wait for, seconds after it]. None comes before the kernel has the cell."""
    began = time.monotonic()
    message = client.execute(cell)
    seen = {"stdout": "", "stderr": "", "shown": []}
    waiting, due, has_cell = list(stops), None, False
    while manager.is_alive() and time.monotonic() - began < timeout:
        if has_cell and due is None and waiting and waiting[0][0] in seen["stdout"]:
            due = time.monotonic() + waiting.pop(0)[1]
        if due is not None and time.monotonic() >= due:
            manager.interrupt_kernel()
            seen["interrupted"] = time.monotonic()
            due = None
        try:
            got = client.get_iopub_msg(timeout=0.02)
        except Empty:
            continue
        content = got["content"]
        if got["parent_header"].get("msg_id") != message:
            continue
        has_cell = True
        if got["msg_type"] == "stream":
            seen[content["name"]] += content["text"]
        elif got["msg_type"] in ("display_data", "update_display_data"):
            seen["shown"].append(content["data"].get("text/plain", ""))
        elif got["msg_type"] == "status" and content["execution_state"] == "idle":
            return {**seen, "status": reply_to(message)["status"], "seconds": time.monotonic() - began}
    return {**seen, "status": "none", "seconds": time.monotonic() - began}


def answer(asked):
    if "cell" in asked:
        result = execute(asked["cell"], asked["stops"], asked["timeout"])
        # A signal still on its way to a busy machine's kernel would stop the next cell.
        time.sleep(max(0, result.pop("interrupted", -1) + 0.5 - time.monotonic()))
        # For a while after a failure, tslab drops what it is sent: the rest of "Run all".
        time.sleep(0 if result["status"] == "ok" else 0.4)
        return result
    manager.interrupt_kernel()
    time.sleep(asked["interrupt"])
    return {}


try:
    for line in sys.stdin:
        result = answer(json.loads(line))
        print(json.dumps({**result, "alive": manager.is_alive()}), flush=True)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
