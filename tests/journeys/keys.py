"""A browser used by keys alone: Tab to what one wants, see that the focus is on it, then act."""

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 400
HERE = "one => one === document.activeElement"
SAME_GROUP = """one => {
  const at = document.activeElement;
  return at.type === "radio" && at.name === one.name && at.form === one.form;
}"""
IS_BEFORE = """one => Boolean(
  document.activeElement !== document.body &&
  document.activeElement.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING
)"""
FOCUS_SHOWS = """one => {
  const drawn = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const shows = (part) => {
    const box = part.getBoundingClientRect();
    const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
    return seen && (drawn(getComputedStyle(part)) || drawn(getComputedStyle(part, "::after")));
  };
  const around = [one, ...(one.labels || []), one.parentElement, one.nextElementSibling];
  return one.matches(":focus-visible") && around.filter(Boolean).some(shows);
}"""


def reach(control: Locator, *, told: str = HERE) -> None:
    """Tab until the focus is there; whoever works by keys goes the shorter way."""
    expect(control).to_be_attached()
    _open_around(control)
    keys = control.page.keyboard
    for _tab in range(MOST_TABS):
        if control.evaluate(told):
            return
        keys.press("Shift+Tab" if control.evaluate(IS_BEFORE) else "Tab")
    raise AssertionError(f"no key leads to {control} at {control.page.url}")


def see_focus(control: Locator) -> None:
    """Fail where the focus is on a control and nothing on the screen says so."""
    expect(control).to_be_focused()
    assert control.evaluate(FOCUS_SHOWS), f"the focus does not show on {control}"


def push_by_keys(control: Locator) -> None:
    reach(control)
    see_focus(control)
    control.page.keyboard.press("Enter")


def tick_by_keys(control: Locator) -> None:
    """Space for a checkbox; arrow keys within a group of radio buttons."""
    keys = control.page.keyboard
    if control.get_attribute("type") != "radio":
        reach(control)
        see_focus(control)
        if not control.is_checked():
            keys.press("Space")
        return
    reach(control, told=SAME_GROUP)
    for _step in range(12):
        if control.evaluate(HERE):
            break
        keys.press("ArrowDown")
    see_focus(control)
    if not control.is_checked():
        keys.press("Space")
    expect(control).to_be_checked()


def write_by_keys(field: Locator, text: str) -> None:
    reach(field)
    see_focus(field)
    kind = field.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
    keys = field.page.keyboard
    if kind in {"date", "time"}:
        keys.type(_as_typed(kind, text))
        expect(field).to_have_value(text)
    elif kind == "select":
        keys.type(text)
        chosen = field.evaluate("one => one.selectedOptions[0].label.trim()")
        assert chosen == text, f"typing “{text}” chose “{chosen}”"
    else:
        keys.press("Control+A")
        keys.type(text)


def attach_by_keys(field: Locator, name: str, kind: str, content: bytes) -> None:
    reach(field)
    see_focus(field)
    with field.page.expect_file_chooser() as chooser:
        field.page.keyboard.press("Enter")
    chooser.value.set_files({"name": name, "mimeType": kind, "buffer": content})


def _as_typed(kind: str, value: str) -> str:
    """A date or a time as the parts of its field take it, in American order."""
    if kind == "date":
        year, month, day = value.split("-")
        return f"{month}{day}{year}"
    hour, minute = (int(part) for part in value.split(":"))
    return f"{hour % 12 or 12:02}{minute:02}{'PM' if hour >= 12 else 'AM'}"


def _open_around(control: Locator) -> None:
    """Open what folds the control away, from the outside in."""
    page: Page = control.page
    folded = control.locator("xpath=ancestor::details[not(@open)]")
    for _fold in range(folded.count()):
        summary = folded.first.locator("summary").first
        for _tab in range(MOST_TABS):
            if summary.evaluate(HERE):
                break
            page.keyboard.press("Shift+Tab" if summary.evaluate(IS_BEFORE) else "Tab")
        see_focus(summary)
        page.keyboard.press("Enter")
