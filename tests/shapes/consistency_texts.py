"""Pairs of sentences of invented companies: those that contradict each other, and those that come close and do not."""

CONTRADICTIONS: dict[str, tuple[str, str]] = {
    "advertisers": (
        "We do not share your e-mail address with third parties.",
        "We share your e-mail address with advertisers.",
    ),
    "sold after all": ("We never sell your personal information.", "We sell your postal address to advertisers."),
    "rented": (
        "We do not share your personal information with anyone.",
        "We rent your e-mail address to advertising partners.",
    ),
    "location": ("We do not collect your precise location.", "We collect your precise location."),
    "names": ("We collect no names.", "We collect your name."),
    "health": ("We do not collect health data.", "We collect your medical history."),
    "nothing personal": ("We do not collect personal information.", "We collect your name and telephone number."),
    "kept": ("We do not store credit card numbers.", "We store your credit card number."),
    "marketing": ("We do not use your e-mail address for marketing.", "We use your e-mail address for marketing."),
    "marketing, narrower": (
        "We do not use your e-mail address for marketing.",
        "We use your e-mail address to send you our newsletter.",
    ),
    "brokers": (
        "We do not disclose your telephone number to third parties.",
        "We disclose your telephone number to data brokers.",
    ),
    "it may happen": (
        "We will not share your e-mail address with advertisers.",
        "We may share your e-mail address with advertisers.",
    ),
    "a social network": (
        "We do not share your e-mail address with third parties.",
        "We share your e-mail address with social networks.",
    ),
    "defined": (
        "We give third parties no personal information.",
        "Personal information includes IP addresses. We share IP addresses with advertisers.",
    ),
    "a named recipient": (
        "We do not share your address with service providers.",
        "We share your address with service providers.",
    ),
    "only for the newsletter": (
        "We use your e-mail address only to send you our newsletter.",
        "We use your e-mail address to show you targeted advertising.",
    ),
    "solely for orders": (
        "We use your telephone number solely to deliver your order.",
        "We use your telephone number for marketing.",
    ),
    "ages": ("Nobody younger than 16 may join Velvetoak.", "Our website is not intended for anyone under 13."),
    "ages of children": (
        "We collect no names of children under 16.",
        "We collect no names of children under 13.",
    ),
    "two years and a month": ("We keep chat transcripts for two years.", "We delete chat transcripts after 30 days."),
    "logs": ("We store log files for 12 months.", "We keep log files for 90 days."),
    "deletion": (
        "You cannot delete your personal information.",
        "You have the right to delete your personal information.",
    ),
    "access": (
        "We do not give you access to your personal information.",
        "You have the right to access your personal information.",
    ),
    "left out and counted": (
        "Personal information does not include IP addresses.",
        "We collect personal information, such as your name and IP address.",
    ),
    "non-personal and personal": (
        "We collect non-personal information, such as your IP address and browser type.",
        "Personal information means information that identifies you, such as your name and IP address.",
    ),
    "a mailing list": (
        "We will never sell, rent or share your personal information with any third party.",
        "From time to time we give our list of names and postal addresses to marketing partners.",
    ),
    "ad networks": (
        "Velvetoak does not share personally identifiable information with advertisers.",
        "We may disclose your e-mail address to advertisers and ad networks so that they can show you ads.",
    ),
    "tracked by the app": ("We don't track your location.", "Our app tracks your location to suggest shops nearby."),
    "nobody outside": (
        "Your phone number will not be disclosed to anyone outside Velvetoak.",
        "We give your phone number to our marketing partners.",
    ),
    "passive": ("No personal data are sold.", "We sell contact information to data brokers."),
    "training": (
        "We do not use your photos to train artificial intelligence.",
        "Photos you upload are used to train our machine learning models.",
    ),
    "numbers": (
        "We do not collect social security numbers.",
        "To verify your identity, we collect your social security number.",
    ),
    "friends": (
        "We never use your contact list for marketing purposes.",
        "We use your contact list to send promotional e-mails to your friends.",
    ),
    "stored and not": ("Your chat messages are not stored.", "We store your chat messages for 90 days."),
    "share and disclose": (
        "We will not disclose your health information to advertisers.",
        "We share information about your medical conditions with our advertising partners.",
    ),
    "receipts": (
        "Your e-mail address is used solely to deliver receipts.",
        "We use your e-mail address for advertising and marketing.",
    ),
    "server logs": ("We retain server logs for six months.", "Server logs are kept for no longer than 14 days."),
    "calls": (
        "We do not keep recordings of calls.",
        "Calls are recorded and the recordings are stored for training purposes.",
    ),
    "what is held": (
        "You may not access the personal data that we hold.",
        "You can request access to the personal data we hold about you.",
    ),
    "no information": (
        "We share no information with third parties.",
        "We share your information with third parties for their marketing purposes.",
    ),
    "combined": (
        "We do not combine your browsing history with your account.",
        "We combine your browsing history with your account data to personalise ads.",
    ),
    "no cookies": ("We do not place cookies.", "We use cookies to remember your language."),
    "fingerprints": ("Biometric data are never collected.", "We scan your fingerprint to unlock the locker."),
}
"""Name → a sentence, and one or more that contradict it."""

COMPATIBLE: dict[str, tuple[str, str]] = {
    "a merger": (
        "We do not sell your personal information.",
        "If Velvetoak is acquired, we transfer your personal information to the buyer.",
    ),
    "as described here": (
        "We give third parties no personal information except as described in this policy.",
        "We share your e-mail address with advertisers.",
    ),
    "your choice": ("We do not collect sensitive data.", "If you choose to provide it, we collect health data."),
    "children": (
        "We knowingly collect no children's names.",
        "We collect your name and e-mail address.",
    ),
    "knowingly": ("We do not knowingly collect health data.", "We collect your medical history."),
    "aggregate": (
        "We give third parties no personal information.",
        "We share aggregate statistics with advertisers.",
    ),
    "with consent": (
        "We do not use your e-mail address for marketing without your consent.",
        "With your consent, we use your e-mail address for marketing.",
    ),
    "another purpose": (
        "We do not use your location for advertising.",
        "We use your location to show you the weather.",
    ),
    "another recipient": (
        "We do not share your e-mail address with advertisers.",
        "We share your e-mail address with our payment processor.",
    ),
    "service providers": (
        "We do not share your personal information with third parties.",
        "We share your personal information with service providers who host our servers.",
    ),
    "the law": (
        "We do not share your personal information with third parties.",
        "We disclose your personal information to courts where the law requires it.",
    ),
    "another app": (
        "We do not collect your location when you use our website.",
        "When you use our app, we collect your location.",
    ),
    "a question": (
        "Do we sell your personal information? No.",
        "We sell shoes, and you may pay with your credit card.",
    ),
    "another actor": (
        "We do not collect your credit card number.",
        "Our payment processor collects your credit card number.",
    ),
    "usage data": (
        "We give third parties no personal information.",
        "We share usage data with advertisers.",
    ),
    "excluded by definition": (
        "Personal information does not include your company name. We do not share personal information.",
        "We share your company name with advertisers.",
    ),
    "these cookies": (
        "These cookies do not collect your name.",
        "When you order, we collect your name.",
    ),
    "narrower denial": ("We do not share your credit card number.", "We share your e-mail address with advertisers."),
    "job applicants": (
        "We do not share your résumé with third parties.",
        "We share customers' e-mail addresses with advertisers.",
    ),
    "only, and a part of it": (
        "We use your e-mail address only for marketing.",
        "We use your e-mail address to send you our newsletter.",
    ),
    "only to provide the service": (
        "We use your e-mail address only to provide the service.",
        "We use your e-mail address to answer your questions.",
    ),
    "ages of different things": (
        "Nobody younger than 18 may join Velvetoak.",
        "We collect no names of children under 13.",
    ),
    "with a parent": (
        "Nobody younger than 18 may join Velvetoak.",
        "If you are between 13 and 18, you may use Velvetoak with the permission of a parent.",
    ),
    "two kinds of data": ("We keep chat transcripts for two years.", "We delete log files after 30 days."),
    "a case of its own": (
        "We keep chat transcripts for 30 days.",
        "If you report a problem, we keep chat transcripts for two years.",
    ),
    "at least": ("We keep invoices for at least two years.", "We delete invoices after ten years."),
    "service messages": (
        "You cannot opt out of service messages.",
        "You may opt out of our newsletter at any time.",
    ),
    "one definition": (
        "Personal information does not include aggregate data.",
        "We collect personal information, such as your name.",
    ),
}
"""Name → sentences of which each may be true beside the other."""
