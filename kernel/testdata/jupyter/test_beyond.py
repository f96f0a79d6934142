"""What the standard suite leaves out, spoken by jupyter_client: interrupt, abort, stdin,
comms, control, update_display, user_expressions, silent, late subscriber, two clients,
crashes, restart, and history across it. And jupyter console, nbclient, nbconvert, papermill."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest
from queue import Empty

import nbclient
import nbformat
import pexpect
from jupyter_client.manager import start_new_kernel

TIMEOUT = 30


class Kernel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.km, cls.kc = start_new_kernel(kernel_name="andor")

    @classmethod
    def tearDownClass(cls):
        cls.kc.stop_channels()
        cls.km.shutdown_kernel()

    def reply(self, msg_id, kc=None):
        kc = kc or self.kc
        while True:
            m = kc.get_shell_msg(timeout=TIMEOUT)
            if m["parent_header"].get("msg_id") == msg_id:
                return m["content"]

    def published(self, msg_id, kc=None):
        kc, all = kc or self.kc, []
        while True:
            m = kc.get_iopub_msg(timeout=TIMEOUT)
            if m["parent_header"].get("msg_id") == msg_id:
                if m["msg_type"] == "status" and m["content"]["execution_state"] == "idle":
                    return all
                all.append(m)

    def run_cell(self, code, kc=None, **kw):
        msg_id = (kc or self.kc).execute(code, **kw)
        return self.reply(msg_id, kc), self.published(msg_id, kc)

    def started(self, code, **kw):
        """Starts a cell that prints "on" and waits until it has."""
        msg_id = self.kc.execute('fmt.Println("on")\n' + code, **kw)
        while True:
            m = self.kc.get_iopub_msg(timeout=TIMEOUT)
            if m["msg_type"] == "stream" and "on" in m["content"]["text"]:
                return msg_id

    def interrupted(self, code):
        msg_id = self.started(code)
        began = time.monotonic()
        self.km.interrupt_kernel()
        content = self.reply(msg_id)
        took = time.monotonic() - began
        self.assertEqual(content["status"], "error", content)
        self.assertLess(took, 1.5, code)
        content, _ = self.run_cell("1")
        self.assertEqual(content["status"], "ok")

    def test_interrupt(self):
        for code in ("for {}", "time.Sleep(time.Minute)", "<-make(chan int)", "select {}", "var mu sync.Mutex\nmu.Lock()\nfor { mu.TryLock() }"):
            with self.subTest(code=code):
                self.interrupted(code)

    def test_interrupt_training(self):
        content, _ = self.run_cell(TRAINING)
        self.assertEqual(content["status"], "ok", content)
        msg_id = self.kc.execute("tiny.Train()")
        while self.kc.get_iopub_msg(timeout=TIMEOUT)["msg_type"] != "update_display_data":
            pass
        began = time.monotonic()
        self.km.interrupt_kernel()
        self.reply(msg_id)
        self.assertLess(time.monotonic() - began, 1.5)
        content, _ = self.run_cell("1")
        self.assertEqual(content["status"], "ok")

    def test_abort(self):
        ids = [self.kc.execute(c) for c in ('time.Sleep(50 * time.Millisecond)\npanic("x")', "1", "2")]
        self.assertEqual([self.reply(i)["status"] for i in ids], ["error", "aborted", "aborted"])
        content, _ = self.run_cell("3")
        self.assertEqual(content["status"], "ok")

    def test_stdin(self):
        msg_id = self.kc.execute("var name string\nfmt.Scanln(&name)\nname", allow_stdin=True)
        m = self.kc.get_stdin_msg(timeout=TIMEOUT)
        self.assertEqual(m["msg_type"], "input_request")
        self.kc.input("Grace")
        self.assertEqual(self.reply(msg_id)["status"], "ok")
        self.assertIn('"Grace"', [m["content"].get("data", {}).get("text/plain") for m in self.published(msg_id)])

    def test_silent(self):
        before, _ = self.run_cell("1")
        content, out = self.run_cell("1 + 1", silent=True)
        self.assertEqual([m["msg_type"] for m in out], ["status"])
        after, _ = self.run_cell("1")
        self.assertEqual(after["execution_count"], before["execution_count"] + 1)

    def test_user_expressions(self):
        content, _ = self.run_cell("answer := 42", user_expressions={"good": "answer + 1", "bad": "nothing"})
        self.assertEqual(content["user_expressions"]["good"]["data"]["text/plain"], "43")
        self.assertEqual(content["user_expressions"]["bad"]["status"], "error")

    def test_crash(self):
        for code, word in (("func loop(n int) int { return loop(n+1) + 1 }\nloop(0)", "overflow"), ("os.Exit(3)", "os.Exit(3)")):
            with self.subTest(code=code):
                content, _ = self.run_cell(code)
                self.assertEqual(content["status"], "error")
                self.assertIn(word, content["evalue"])
                content, out = self.run_cell("1 + 1")
                self.assertEqual(content["status"], "ok")

    def test_two_clients(self):
        other = self.km.client()
        other.start_channels()
        other.wait_for_ready(timeout=TIMEOUT)
        try:
            self.run_cell("shared := 7")
            content, out = self.run_cell("shared", kc=other)
            self.assertEqual(content["status"], "ok")
            msg_id = self.kc.execute("shared + 1")
            self.assertIn("8", [m["content"].get("data", {}).get("text/plain") for m in self.published(msg_id, other)])
        finally:
            other.stop_channels()

    def test_late_subscriber(self):
        """A client that comes while a cell runs sees the rest of it."""
        msg_id = self.started("for { time.Sleep(time.Millisecond) }")
        other = self.km.client()
        other.start_channels()
        try:
            other.wait_for_ready(timeout=TIMEOUT)
            self.km.interrupt_kernel()
            self.assertIn("error", [m["msg_type"] for m in self.published(msg_id, other)])
            self.assertEqual(self.reply(msg_id)["status"], "error")
        finally:
            other.stop_channels()

    def test_reconnect(self):
        """A client that lost its connections in a cell gets the reply on those it comes back with."""
        kc = self.km.client()
        kc.start_channels()
        kc.wait_for_ready(timeout=TIMEOUT)
        msg_id = kc.execute("for range 20 { time.Sleep(10 * time.Millisecond) }\n11")
        identity = kc.session.session
        kc.stop_channels()
        back = self.km.client()
        back.session.session = identity
        back.start_channels()
        try:
            self.assertEqual(self.reply(msg_id, back)["status"], "ok")
        finally:
            back.stop_channels()

    def test_questions_beside_a_running_cell(self):
        self.run_cell("// Greet greets.\nfunc Greet(name string) string { return name }")
        cell = self.started("for { time.Sleep(time.Millisecond) }")
        try:
            self.assertEqual(self.reply(self.kc.complete("Gre"))["matches"], ["Greet"])
            self.assertIn("Greet greets.", self.reply(self.kc.inspect("Greet"))["data"]["text/plain"])
            self.assertEqual(self.reply(self.kc.is_complete("func f() {"))["status"], "incomplete")
            self.assertEqual(self.reply(self.kc.kernel_info())["status"], "ok")
        finally:
            self.km.interrupt_kernel()
        self.assertEqual(self.reply(cell)["status"], "error")

    def test_update_display(self):
        content, out = self.run_cell(TRAINING.replace("tiny", "tiny2").replace("iterations 100000", "iterations 3") + "\ntiny2.Train()")
        self.assertEqual(content["status"], "ok", content)
        shown = [m for m in out if m["msg_type"] == "display_data" and m["content"]["transient"].get("display_id")]
        updates = [m for m in out if m["msg_type"] == "update_display_data"]
        self.assertTrue(shown and updates)
        ids = {m["content"]["transient"]["display_id"] for m in shown}
        self.assertTrue({m["content"]["transient"]["display_id"] for m in updates} <= ids)

    def test_comm(self):
        m = self.kc.session.msg("comm_open", {"comm_id": "c1", "target_name": "no.such.target", "data": {}})
        self.kc.shell_channel.send(m)
        self.assertIn("comm_close", [x["msg_type"] for x in self.published(m["header"]["msg_id"])])
        self.assertEqual(self.reply(self.kc.comm_info())["comms"], {})

    def test_control(self):
        for typ, status in (("kernel_info_request", "ok"), ("usage_request", None), ("debug_request", None)):
            m = self.kc.session.msg(typ, {"command": "initialize", "seq": 1} if typ == "debug_request" else {})
            self.kc.control_channel.send(m)
            content = self.kc.get_control_msg(timeout=TIMEOUT)["content"]
            if status:
                self.assertEqual(content["status"], status)

    def test_unknown_request(self):
        m = self.kc.session.msg("no_such_request", {})
        self.kc.shell_channel.send(m)
        self.assertEqual(self.reply(m["header"]["msg_id"])["status"], "error")


TRAINING = """net gen {
  z normal(8)
  a fc(4x4x16) topk(4)
  b up(2) conv(8) relu
  c up(4) conv(3) tanh
}
data small { from scenes  take 16 size 32x32 }
train tiny {
  actor gen  critic none  data small
  langevin { steps 5 step 0.1 }
  sigma 0.3  rate { actor 1e-3 }
  batch 8  iterations 100000  seed 1
}"""


class Restart(unittest.TestCase):
    def test_restart_and_history(self):
        km, kc = start_new_kernel(kernel_name="andor")
        try:
            kc.execute("before := 1", reply=True, timeout=TIMEOUT)
            km.restart_kernel(now=False)
            kc.wait_for_ready(timeout=TIMEOUT)
            content = kc.execute("before", reply=True, timeout=TIMEOUT)["content"]
            self.assertEqual(content["status"], "error")
            history = kc.history(hist_access_type="tail", n=2, reply=True, timeout=TIMEOUT)["content"]["history"]
            self.assertEqual([h[2] for h in history], ["before := 1", "before"])
            self.assertEqual(history[1][0], history[0][0] + 1)
        finally:
            kc.stop_channels()
            km.shutdown_kernel()


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            return ") Z " not in f.read()
    except OSError:
        return False


@unittest.skipUnless(sys.platform == "linux", "reads /proc")
class Orphans(unittest.TestCase):
    def test_none_after_kill_9(self):
        km, kc = start_new_kernel(kernel_name="andor")
        content = kc.execute("", silent=True, user_expressions={"pid": "os.Getpid()"}, reply=True, timeout=TIMEOUT)["content"]
        worker = int(content["user_expressions"]["pid"]["data"]["text/plain"])
        front = km.provisioner.process.pid
        self.assertTrue(alive(front) and alive(worker))
        kc.stop_channels()
        os.kill(front, 9)
        km.provisioner.process.wait()
        deadline = time.monotonic() + 3
        while alive(worker) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertFalse(alive(worker), "the worker outlives its front")
        km.cleanup_resources()


@unittest.skipIf(sys.platform == "win32", "pexpect needs a terminal of Unix")
class Console(unittest.TestCase):
    def console(self, *args):
        c = pexpect.spawn(sys.executable, ["-m", "jupyter_console", "--simple-prompt", *args], encoding="utf-8", timeout=TIMEOUT)
        c.expect(r"In \[1\]: ")
        return c

    def test_exit(self):
        c = self.console("--kernel", "andor")
        c.sendline("6 * 7")
        c.expect(r"Out\[1\]: 42")
        c.expect(r"In \[2\]: ")
        c.sendline("exit")
        c.expect(pexpect.EOF)
        c.close()
        self.assertEqual(c.exitstatus, 0)

    def test_keep(self):
        """%exit keep leaves a kernel that others use alive."""
        km, kc = start_new_kernel(kernel_name="andor")
        try:
            c = self.console("--existing", km.connection_file)
            c.sendline("%exit keep")
            c.expect(pexpect.EOF)
            c.close()
            self.assertEqual(kc.execute("1", reply=True, timeout=TIMEOUT)["content"]["status"], "ok")
        finally:
            kc.stop_channels()
            km.shutdown_kernel()


class Programs(unittest.TestCase):
    def notebook(self, *cells):
        nb = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "andor", "display_name": "andor", "language": "andor"}})
        for c in cells:
            nb.cells.append(nbformat.v4.new_code_cell(c))
        return nb

    def test_nbclient(self):
        nb = self.notebook('fmt.Println("a")\nfmt.Println("b")', "x := 20\nx * 2", "net G {\n  z normal(4)\n  a fc(4x4x3) tanh\n}")
        nbclient.NotebookClient(nb, timeout=TIMEOUT).execute()
        self.assertEqual(nb.cells[0].outputs[0].text, "a\nb\n")
        self.assertEqual(nb.cells[1].outputs[0].data["text/plain"], "40")
        self.assertIn("text/html", nb.cells[2].outputs[0].data)
        nbformat.validate(nb)

    def test_nbclient_error(self):
        nb = self.notebook("1", 'panic("on purpose")', "2")
        with self.assertRaises(nbclient.exceptions.CellExecutionError) as e:
            nbclient.NotebookClient(nb, timeout=TIMEOUT).execute()
        self.assertIn("on purpose", str(e.exception))

    def test_nbconvert_and_papermill(self):
        with tempfile.TemporaryDirectory() as d:
            d = pathlib.Path(d)
            nb = self.notebook("n := 1", "n * 2")
            nbformat.write(nb, d / "in.ipynb")
            subprocess.run([sys.executable, "-m", "nbconvert", "--to", "html", "--execute", "in.ipynb"], cwd=d, check=True, capture_output=True)
            self.assertIn("<pre>2</pre>", (d / "in.html").read_text())
            subprocess.run([sys.executable, "-m", "papermill", "in.ipynb", "out.ipynb", "-k", "andor"], cwd=d, check=True, capture_output=True)
            self.assertEqual(json.loads((d / "out.ipynb").read_text())["cells"][1]["outputs"][0]["data"]["text/plain"], ["2"])
            # papermill writes parameters in the languages it knows; its C# is Go for numbers, bools and strings.
            nb.cells[0].metadata["tags"] = ["parameters"]
            nbformat.write(nb, d / "in.ipynb")
            subprocess.run([sys.executable, "-m", "papermill", "in.ipynb", "out.ipynb", "-k", "andor", "-l", ".net-csharp", "-p", "n", "21"], cwd=d, check=True, capture_output=True)
            self.assertEqual(json.loads((d / "out.ipynb").read_text())["cells"][2]["outputs"][0]["data"]["text/plain"], ["42"])

    def test_our_runner_writes_what_nbformat_accepts(self):
        with tempfile.TemporaryDirectory() as d:
            d = pathlib.Path(d)
            nbformat.write(self.notebook('fmt.Println("a")', "1 + 1", "net G {\n  z normal(4)\n  a fc(4x4x3) tanh\n}"), d / "in.ipynb")
            subprocess.run([os.environ["ANDOR_BINARY"], "run", "in.ipynb", "--out", "out.ipynb", "--html", "out.html"], cwd=d, check=True, capture_output=True)
            nb = nbformat.read(d / "out.ipynb", as_version=4)
            nbformat.validate(nb)
            self.assertEqual(nb.cells[1].outputs[0].data["text/plain"], "2")


if __name__ == "__main__":
    unittest.main(verbosity=2)
