"""Rules of passwords, each in our own words: Django's Chinese catalogue lags behind its messages."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """Asks for a number of characters; length is what makes a password hard to guess."""

    def get_error_message(self) -> str:
        """Return what is wrong with a password that is too short."""
        return ngettext("密码太短，至少要 %(num)d 个字符。", "密码太短，至少要 %(num)d 个字符。", self.min_length) % {
            "num": self.min_length
        }

    def get_help_text(self) -> str:
        """Return the rule, as it stands beside the field."""
        return ngettext("至少 %(num)d 个字符。", "至少 %(num)d 个字符。", self.min_length) % {"num": self.min_length}
