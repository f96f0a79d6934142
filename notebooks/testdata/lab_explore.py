"""Runs a notebook in a real JupyterLab in headless Chromium, moves the sliders of the
explorer in it, and then opens the SVG of a tree that the notebook has saved.

    lab_explore.py URL NOTEBOOK SCREENSHOT_DIR SVG

Prints one JSON object of what was seen. Leaves explore.png, tree.png and tree-inline.png in SCREENSHOT_DIR.
"""

import json
import sys
from pathlib import Path

from labpage import ARGS, chromium, opened, run_all
from playwright.sync_api import sync_playwright

PICTURE = """() => {  // its pixels: the address is another one for each picture sent
  const image = document.querySelector('.widget-image'), canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL();
}"""

PATCHES = """() => [...document.querySelectorAll('.panel .patch')].map(p => {
  const sheet = p.querySelector('image'), [x, y, w, h] = p.getAttribute('viewBox').split(' ').map(Number);
  return {inside: x + w <= sheet.width.baseVal.value && y + h <= sheet.height.baseVal.value, side: [w, h], href: sheet.href.baseVal.slice(0, 11)};
})"""

INSIDE = """() => {  // the panel stands on the page, beside its node
  const r = document.querySelector('.panel rect').getBoundingClientRect(), page = document.documentElement;
  return r.left >= 0 && r.top >= 0 && r.right <= page.width.baseVal.value && r.bottom <= page.height.baseVal.value;
}"""


def explore(p, url, notebook, shots):
    browser, page = opened(p, url, notebook, 1100, 1000)
    run_all(page, shots)
    page.wait_for_selector(".widget-slider .noUi-handle", timeout=120_000)
    page.wait_for_selector(".widget-image", timeout=30_000)
    inline = tree_inline(page, shots)
    handles = page.locator(".widget-slider .noUi-handle")

    def pressed(handle, key, times):
        before = page.evaluate(PICTURE)
        handle.focus()
        for _ in range(times):
            page.keyboard.press(key)
            page.wait_for_timeout(60)
        try:
            page.wait_for_function(f"(before) => ({PICTURE})() !== before", arg=before, timeout=20_000)
        except Exception:
            return False
        page.wait_for_timeout(1500)  # until the last of the moves is drawn
        return True

    latent = pressed(handles.first, "ArrowRight", 6)
    unit = pressed(handles.last, "Home", 1)  # the unit off
    page.screenshot(path=shots / "explore.png")
    off = page.evaluate(PICTURE)
    pressed(handles.last, "End", 1)
    pressed(handles.last, "Home", 1)
    back = page.evaluate(PICTURE) == off  # the same place, the same picture
    out = {
        "inline": inline, "sliders": handles.count(), "latent_moved": latent, "unit_moved": unit, "back": back,
        "errors": page.evaluate("() => [...document.querySelectorAll('[data-mime-type=\"application/vnd.jupyter.error\"]')].map(e => e.innerText)"),
    }
    browser.close()
    return out


def tree_inline(page, shots):
    node = page.locator(".jp-OutputArea .andor-tree .node[data-patches]").first
    node.scroll_into_view_if_needed()
    node.hover()
    page.wait_for_selector(".panel .patch", timeout=10_000, state="attached")
    out = {"panel": page.locator(".panel text").all_text_contents(), "patches": page.locator(".panel .patch").count()}
    page.screenshot(path=shots / "tree-inline.png")
    node.click()
    out["folded"] = page.locator(".andor-tree .node.hide").count()
    node.click()
    page.mouse.move(1, 1)
    return out


def tree(p, svg, shots):
    browser = p.chromium.launch(executable_path=chromium(), args=ARGS)
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    requests = []
    page.on("request", lambda r: requests.append(r.url))
    page.goto(Path(svg).as_uri())
    node = page.locator(".node[data-place][data-patches]").first
    node.hover()
    page.wait_for_timeout(100)  # until the patches are decoded
    out = {
        "text": page.locator(".panel text").all_text_contents(),
        "patches": page.evaluate(PATCHES),
        "inside": page.evaluate(INSIDE),
        "faded": page.locator(".node.fade").count(),
        "lit": page.locator(".place.lit").count(),
    }
    page.screenshot(path=shots / "tree.png", timeout=60_000)
    page.locator(".node").last.hover()  # at the right edge
    out["inside_at_edge"] = page.evaluate(INSIDE)
    node.click()
    out["folded"] = page.locator(".node.hide").count()
    node.click()
    out["unfolded"] = page.locator(".node.hide").count()
    page.mouse.move(1, 1)
    out["left"] = page.locator(".panel").count()
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(Path(svg).as_uri())
    out["title"] = plain.locator(".node[data-place][data-patches] title").first.text_content()
    out["requests"] = [r for r in requests if not r.startswith("data:") and r != Path(svg).as_uri()]
    browser.close()
    return out


def main():
    url, notebook, shots, svg = sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4]
    shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as p:
        print(json.dumps(explore(p, url, notebook, shots) | tree(p, svg, shots)))


if __name__ == "__main__":
    main()
