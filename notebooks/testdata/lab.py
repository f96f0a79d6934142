"""Opens a notebook in a real JupyterLab in headless Chromium, runs all of its cells and
looks at the page while it runs.

    lab.py URL NOTEBOOK SCREENSHOT_DIR TIMEOUT_SECONDS

Prints one JSON object: how many distinct states the live progress line went through,
how many pictures stand in the outputs and which of them are broken, and the text of any
error output. Leaves running.png, done.png and full.png in SCREENSHOT_DIR.
"""

import json
import shutil
import sys
import time
from pathlib import Path

from playwright.sync_api import TimeoutError, sync_playwright

PROGRESS = "() => [...document.querySelectorAll('.jp-OutputArea-output progress')].map(p => p.parentElement.innerText.split('\\n')[0])"
PICTURES = "() => [...document.querySelectorAll('.jp-OutputArea-output img')].map(i => [i.naturalWidth, i.naturalHeight, i.clientWidth])"
ERRORS = "() => [...document.querySelectorAll('.jp-OutputArea-output[data-mime-type=\"application/vnd.jupyter.error\"], .jp-RenderedText[data-mime-type=\"application/vnd.jupyter.stderr\"]')].map(e => e.innerText)"
PROMPTS = "() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')].map(e => e.innerText)"


def chromium():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    sys.exit("no Chromium on PATH")


def main():
    url, notebook, shots, timeout = sys.argv[1], sys.argv[2], Path(sys.argv[3]), float(sys.argv[4])
    shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as p:
        browser = p.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(f"{url.split('?')[0]}lab/tree/{notebook}?reset&{url.split('?')[1]}", wait_until="domcontentloaded")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000)
        for _ in range(5):  # the page may still be settling when the menu is first opened
            page.wait_for_timeout(1500)
            page.keyboard.press("Escape")
            page.get_by_text("Run", exact=True).first.click()
            page.get_by_text("Run All Cells", exact=True).click()
            try:
                page.wait_for_function("() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].some(e => /[0-9*]/.test(e.innerText))", timeout=8_000)
                break
            except TimeoutError:
                page.screenshot(path=shots / "not-started.png")
        else:
            sys.exit("the cells did not start to run")

        states, running = set(), False
        deadline = time.time() + timeout
        while time.time() < deadline:
            page.wait_for_timeout(200)
            now = page.evaluate(PROGRESS)
            states.update(now)
            if now and len(states) == 4 and not running:
                page.locator(".jp-OutputArea-output progress").last.scroll_into_view_if_needed()
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
