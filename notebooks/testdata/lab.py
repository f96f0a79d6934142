"""Opens a notebook in a real JupyterLab in headless Chromium, runs all of its cells and
looks at the page while it runs.

    lab.py URL NOTEBOOK SCREENSHOT_DIR TIMEOUT_SECONDS

Prints one JSON object: how many distinct states the live progress line went through,
how many pictures stand in the outputs and which of them are broken, and the text of any
error output. Leaves running.png, done.png and full.png in SCREENSHOT_DIR.
"""

import json
import sys
import time
from pathlib import Path

from labpage import opened, run_all
from playwright.sync_api import Error, sync_playwright

PROGRESS = "() => [...document.querySelectorAll('.jp-OutputArea-output progress')].map(p => p.parentElement.innerText.split('\\n')[0])"
PICTURES = "() => [...document.querySelectorAll('.jp-OutputArea-output img')].map(i => [i.naturalWidth, i.naturalHeight, i.clientWidth])"
ERRORS = "() => [...document.querySelectorAll('.jp-OutputArea-output[data-mime-type=\"application/vnd.jupyter.error\"], .jp-RenderedText[data-mime-type=\"application/vnd.jupyter.stderr\"]')].map(e => e.innerText)"
PROMPTS = "() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')].map(e => e.innerText)"


def main():
    url, notebook, shots, timeout = sys.argv[1], sys.argv[2], Path(sys.argv[3]), float(sys.argv[4])
    shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as p:
        browser, page = opened(p, url, notebook, 1280, 1000)
        run_all(page, shots)

        states, running = set(), False
        deadline = time.time() + timeout
        while time.time() < deadline:
            page.wait_for_timeout(200)
            now = page.evaluate(PROGRESS)
            states.update(now)
            if now and len(states) >= 4 and not running:
                try:
                    page.locator(".jp-OutputArea-output progress").last.scroll_into_view_if_needed(timeout=2000)
                except Error:  # the live display put another bar in its place meanwhile
                    continue
                page.wait_for_timeout(600)
                page.screenshot(path=shots / "running.png")
                running = True
            prompts = page.evaluate(PROMPTS)
            if prompts and all("*" not in t and t.strip("[]: ") for t in prompts):
                break
        else:
            page.screenshot(path=shots / "timeout.png")
            sys.exit(f"the notebook did not finish within {timeout:.0f} s; prompts are {page.evaluate(PROMPTS)}")
        page.wait_for_timeout(1000)
        page.screenshot(path=shots / "done.png")
        pictures = page.evaluate(PICTURES)
        height = page.evaluate("() => Math.max(...[...document.querySelectorAll('.jp-NotebookPanel-notebook, .jp-NotebookPanel-notebook *')].map(e => e.scrollHeight))")
        page.set_viewport_size({"width": 1280, "height": min(int(height) + 200, 12_000)})
        page.wait_for_timeout(1500)
        page.screenshot(path=shots / "full.png")
        print(json.dumps({"states": len(states), "pictures": pictures, "errors": page.evaluate(ERRORS)}))
        browser.close()


if __name__ == "__main__":
    main()
