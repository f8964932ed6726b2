"""What a browser calls itself, as its owner would say it."""

#: The first piece that is found names it: most of them also claim to be the later ones.
_BROWSERS = {
    "Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox",
    "Chrome": "Chrome", "CriOS": "Chrome", "Safari": "Safari",
}  # fmt: skip
_DEVICES = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac", "Linux": "Linux",
}  # fmt: skip


def browser_name(agent: str) -> str:
    """Browser and device, such as "Firefox, Windows"; what is not known stays as it is, shortened."""
    found = [next((name for piece, name in known.items() if piece in agent), "") for known in (_BROWSERS, _DEVICES)]
    return ", ".join(name for name in found if name) or agent[:70]
