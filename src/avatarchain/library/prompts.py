"""Questions for passphrases in a program, which has no terminal to ask at."""

from avatarchain.errors import NoTerminal
from avatarchain.keys.accounts import PASSPHRASE_VARIABLE, Ask


def no_terminal(question: str) -> str:
    """Raise NoTerminal, which names the option and the variable that open a keystore."""
    return without_prompt("password_file", PASSPHRASE_VARIABLE)(question)


def without_prompt(option: str, variable: str) -> Ask:
    """A function that raises NoTerminal, which names the option and variable to use instead."""

    def ask(question: str) -> str:
        raise NoTerminal(question=question, option=option, variable=variable)

    return ask


def asked_once(ask: Ask) -> Ask:
    """A function that asks each question once, and then gives the same answer again."""
    answers: dict[str, str] = {}

    def asking(question: str) -> str:
        if question not in answers:
            answers[question] = ask(question)
        return answers[question]

    return asking
