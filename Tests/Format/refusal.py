class Refusal(Exception):
    """Why bytes are not a model."""


def check(holds, *what):
    if not holds:
        raise Refusal(" ".join(str(part) for part in what))
