"""Writes of cases. `perform` is the one function that changes a case's state; screens, bulk acts and timers call it."""

from ronghe.portal.cases.commands.acts import perform, perform_many
from ronghe.portal.cases.commands.begin import Begun, begin
from ronghe.portal.cases.commands.deadlines import run_due_deadlines, try_again
from ronghe.portal.cases.commands.drafts import Conflict, Saved, save_draft
from ronghe.portal.cases.commands.files import FileRefused, attach
from ronghe.portal.cases.commands.messages import mark_read, tell
from ronghe.portal.cases.commands.succession import Merged, merge

__all__ = [
    "Begun",
    "Conflict",
    "FileRefused",
    "Merged",
    "Saved",
    "attach",
    "begin",
    "mark_read",
    "merge",
    "perform",
    "perform_many",
    "run_due_deadlines",
    "save_draft",
    "tell",
    "try_again",
]
