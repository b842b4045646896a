"""A policy of 3,000 words of an invented company, made of our own sentences: what validation is measured on."""

from collections.abc import Iterator
from itertools import cycle, islice

NAME = "Larkspur Cycles"
DOMAIN = "larkspur.example"
WORDS = 3_000

_DATA = (
    "name", "email address", "telephone number", "postal address", "date of birth", "payment card number",
    "IP address", "precise location", "browsing history", "device identifier", "purchase history", "photographs",
    "heart rate", "account password", "age", "browser type", "search history", "gender",
)  # fmt: skip
_PURPOSES = (
    "to deliver your bicycle", "to send you a newsletter", "to prevent fraud", "to answer your questions",
    "to measure how our website is used", "to show you advertising", "to improve our service", "to bill you",
)  # fmt: skip
_RECIPIENTS = (
    "advertising partners", "payment processors", "delivery companies", "analytics providers", "our affiliates",
    "law enforcement agencies", "service providers",
)  # fmt: skip
_WAYS = (
    "When you order a bicycle, we collect your {data} and your {other} {purpose}.",
    "We use your {data} {purpose}, and we may combine it with your {other}.",
    "We share your {data} with {recipient} {purpose}.",
    "We do not sell your {data} to {recipient}.",
    "We may disclose your {data} to {recipient} if you have given us your consent.",
    "We keep your {data} for two years after your last order.",
    "Our app records your {data} while a ride is running, unless you switch this off in the settings.",
    "We protect your {data} with encryption against unauthorized access.",
)
_REST = (
    "Our workshop stands beside the old canal, and its door is painted in three shades of green.",
    "A frame is built by hand, which takes as long as a good novel, and it leaves the bench when it rings true.",
    "In spring the queue is long, so that a repair that needs an hour in winter takes until the end of the week.",
    "Saddles are a matter of taste; those who ride to work want another one than those who cross the hills on Sundays.",
)  # fmt: skip
_END = """
## In short

We do not share your heart rate.

We share your heart rate with advertising partners.

We do not collect your photographs.

We collect your photographs to send you a newsletter.

We do not sell your email address to advertising partners.

We sell your email address to advertising partners.

## Your rights

You may access and correct your name at any time. You have the right to delete your account data. You can object to the
use of your email address for marketing.

## Children

Our shop is not meant for children under 16.

## Changes and contact

We will announce changes to this policy by email. Write to privacy@larkspur.example with any question.
"""


def text(words: int = WORDS) -> str:
    """The policy as Markdown, of about so many words; the same at each call."""
    parts = [f'# Privacy Policy of {NAME}\n\nThis policy says what {NAME} ("we") does with your data.']
    count = len(" ".join((*parts, _END)).split())
    for number, sentence in enumerate(_sentences()):
        if count >= words:
            break
        if number % 12 == 0:
            parts.append(f"\n\n## Part {number // 12 + 1}\n\n")
        parts.append(sentence + " ")
        count += len(sentence.split())
    return "".join(parts) + "\n" + _END


def _sentences() -> Iterator[str]:
    """Statements, and after each second one a sentence that states nothing about data."""
    rest, recipients, purposes = cycle(_REST), cycle(_RECIPIENTS), cycle(_PURPOSES)
    others = islice(cycle(_DATA), 5, None)
    for number in range(10_000):
        data = _DATA[number * 7 // 3 % len(_DATA)]
        way = _WAYS[number % len(_WAYS)]
        yield way.format(data=data, other=next(others), recipient=next(recipients), purpose=next(purposes))
        if number % 2:
            yield next(rest)
