"""The code of the platform, when it is a git clone: where it is, and where it goes."""

from __future__ import annotations

from operations.upgrade.running import Speaker, StepError, git
from operations.version import CODE


def is_clone() -> bool:
    """Whether git can bring other versions here, and this one back."""
    return (CODE / ".git").exists()


def place(speaker: Speaker) -> str:
    """Where the code is now: the name of a branch, or else a commit."""
    try:
        return git(speaker, "symbolic-ref", "--quiet", "--short", "HEAD")
    except StepError:
        return git(speaker, "rev-parse", "HEAD")


def target(speaker: Speaker, wanted: str) -> str:
    """The version to go to; empty when the code stays as it is. Raises StepError.

    Without a wish: the newest version tag (`v1.2.3`), unless the code has it already.
    """
    if not is_clone():
        if wanted:
            raise StepError("Deze map is geen git-clone; zet de nieuwe code er zelf neer.")
        return ""
    if git(speaker, "remote"):
        git(speaker, "fetch", "--quiet", "--tags")
    if not wanted:
        tags = git(speaker, "tag", "--list", "v[0-9]*", "--sort=-version:refname").split()
        if not tags or _has(speaker, tags[0]):
            return ""
        wanted = tags[0]
    try:
        git(speaker, "rev-parse", "--quiet", "--verify", f"{wanted}^{{commit}}")
    except StepError:
        raise StepError(f"Er is geen versie {wanted}.") from None
    if git(speaker, "status", "--porcelain", "--untracked-files=no"):
        raise StepError("Er zijn bestanden van het platform veranderd; zie git status.")
    return wanted


def go_to(speaker: Speaker, version: str, *, detached: bool) -> str:
    """Put the code of a version here; returns its commit."""
    options = ["--detach"] if detached else []
    git(speaker, "checkout", "--quiet", *options, version)
    return git(speaker, "rev-parse", "--short", "HEAD")


def _has(speaker: Speaker, version: str) -> bool:
    try:
        git(speaker, "merge-base", "--is-ancestor", version, "HEAD")
    except StepError:
        return False
    return True
