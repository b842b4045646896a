"""Own terms stand below the known concept that their words name."""

import pytest
from practicegraph.extract.nearest import nearest


@pytest.mark.parametrize(
    ("prop", "words", "concept"),
    [
        ("dataType", "billing postcode", "PostalCode"),
        ("dataType", "IP address of the office printer", "IPAddress"),
        ("recipient", "trusted advertising partners", "AdvertisingPartner"),
        ("dataType", "records of phone calls", "CallLog"),
        ("dataType", "home phone number", "TelephoneNumber"),
        ("dataType", "location settings of the kiosk", "PreferenceData"),
        ("dataType", "e-mail provider", None),
        ("dataType", "phone mount", None),
        ("recipient", "vendors who ship parcels", "Vendor"),
        ("dataType", "gizmo colour", None),
        ("scope", "e-mail address", None),
    ],
)
def test_nearest_concept(prop: str, words: str, concept: str | None) -> None:
    found = nearest(prop, words)
    assert (found and found.rpartition("/")[2]) == concept
