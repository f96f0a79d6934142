"""Runs a notebook that trains in a real JupyterLab in headless Chromium, interrupts it
while it trains, and looks at the page before and after.

    lab_train.py URL NOTEBOOK SCREENSHOT_DIR

Prints one JSON object of what the page shows. Leaves live.png and interrupted.png in
SCREENSHOT_DIR.
"""

import json
import sys
from pathlib import Path

from labpage import opened, run_all
from playwright.sync_api import sync_playwright

LIVE = "() => [...document.querySelectorAll('.jp-OutputArea-output progress')].map(p => p.parentElement.innerText)"
PICTURES = "() => [...document.querySelectorAll('.jp-OutputArea-output img')].map(i => [i.naturalWidth, i.naturalHeight])"
ERRORS = "() => [...document.querySelectorAll('.jp-OutputArea-output[data-mime-type=\"application/vnd.jupyter.error\"], .jp-RenderedText[data-mime-type=\"application/vnd.jupyter.stderr\"]')].map(e => e.innerText)"


def main():
    url, notebook, shots = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as p:
        browser, page = opened(p, url, notebook, 1150, 900)
        run_all(page, shots)
        page.wait_for_function("() => { const b = document.querySelector('.jp-OutputArea-output progress'); return b && b.value >= 60 }", timeout=120_000)
        page.wait_for_function("() => document.querySelector('.jp-OutputArea-output progress').parentElement.querySelector('img')", timeout=60_000)
        page.wait_for_timeout(3000)
        page.evaluate("() => document.querySelector('.jp-OutputArea-output progress').scrollIntoView({block: 'center'})")
        page.screenshot(path=shots / "live.png")
        live = page.evaluate(LIVE)
        page.get_by_text("Kernel", exact=True).first.click()
        page.get_by_text("Interrupt Kernel", exact=True).click()
        page.wait_for_function("() => !document.querySelector('.jp-OutputArea-output progress')", timeout=60_000)
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000)
        page.wait_for_timeout(1500)
        page.evaluate("() => [...document.querySelectorAll('.jp-OutputArea-output img')].at(-1).scrollIntoView({block: 'center'})")
        page.wait_for_timeout(500)
        page.screenshot(path=shots / "interrupted.png")
        print(json.dumps({"live": live, "pictures": page.evaluate(PICTURES), "errors": page.evaluate(ERRORS)}))
        browser.close()


if __name__ == "__main__":
    main()
