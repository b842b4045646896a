"""From the ontology's concepts to the labels of other people's annotation schemes: tables, and the way up to them."""

from collections.abc import Mapping
from functools import cache

from practicegraph.ontology import load_vocabulary
from practicegraph.ontology.namespaces import ROOT

PRACTICES = {
    "Collect": "Collect",
    "Use": "Use",
    "Share": "Share",
    "Sell": "Share",
    "Rent": "Share",
    "Transfer": "Transfer",
    "Retain": "Retain",
    "Delete": "Delete",
    "Protect": "Protect",
}
"""Practices as families."""

POLICYIE_DATA = {
    "Data": "data-general",
    "NonPersonalData": "data-aggregated-nonidentifiable",
    "PersonalDocument": "data-other",
    "Name": "data-contact",
    "ContactData": "data-contact",
    "IdentityData": "data-contact",
    "CompanyName": "data-contact",
    "JobTitle": "data-contact",
    "DateOfBirth": "data-contact",
    "DemographicData": "data-demographic",
    "Language": "data-computer-device",
    "SensitiveData": "data-demographic",
    "EducationData": "data-demographic",
    "DeviceData": "data-computer-device",
    "CookieData": "data-cookies-web-beacons-and-other-technologies",
    "WebBeaconData": "data-cookies-web-beacons-and-other-technologies",
    "LocalStorageData": "data-cookies-web-beacons-and-other-technologies",
    "FinancialData": "data-finance",
    "TransactionData": "data-finance",
    "LocationData": "data-location",
    "UsageData": "data-user-online-activities-profiles",
    "AccountData": "data-user-online-activities-profiles",
    "SocialData": "data-user-online-activities-profiles",
    "PreferenceData": "data-user-online-activities-profiles",
    "Profile": "data-user-online-activities-profiles",
    "CommunicationData": "data-user-online-activities-profiles",
    "UserContent": "data-user-online-activities-profiles",
    "LogData": "data-computer-device",
    "AccessTime": "data-computer-device",
    "ReferringAddress": "data-computer-device",
    "SurveyResponse": "data-other",
    "Feedback": "data-other",
    "Opinion": "data-other",
    "HealthData": "data-other",
}
POLICYIE_PURPOSE = {
    "AccountManagement": "basic-service-feature",
    "CommercialPurpose": "other",
    "CommercialResearch": "analytics-research",
    "CommunicationManagement": "communications",
    "CustomerManagement": "basic-service-feature",
    "CustomerCare": "communications",
    "EnforceSecurity": "service-operation-and-security",
    "EstablishContractualAgreement": "basic-service-feature",
    "FulfilmentOfObligation": "basic-service-feature",
    "LegalCompliance": "legal-requirement",
    "HumanResourceManagement": "other",
    "Marketing": "advertising-marketing",
    "OrganisationGovernance": "service-operation-and-security",
    "BusinessTransfer": "merge-acquisition",
    "OtherPurpose": "other",
    "Personalisation": "personalization-customization",
    "PublicBenefit": "legal-requirement",
    "ResearchAndDevelopment": "analytics-research",
    "ServiceManagement": "basic-service-feature",
    "ServiceMonitoring": "analytics-research",
    "ServiceOptimisation": "analytics-research",
    "ServicePersonalisation": "personalization-customization",
    "PersonalisedAdvertising": "advertising-marketing",
}
POLICYIE_CONDITION = {
    "LegalRequirement": "purpose-argument.legal-requirement",
    "LegalProcess": "purpose-argument.legal-requirement",
    "LawEnforcementRequest": "purpose-argument.legal-requirement",
    "PermittedByLaw": "purpose-argument.legal-requirement",
    "BusinessTransfer": "purpose-argument.merge-acquisition",
    "Merger": "purpose-argument.merge-acquisition",
    "Insolvency": "purpose-argument.merge-acquisition",
}
POLICYIE_SAFEGUARD = {
    "SecurityMeasure": "general-safeguard-method",
    "Encryption": "encryptions",
    "AccessControl": "access-limitation",
    "NetworkSecurity": "access-limitation",
    "Authentication": "user-authentication",
    "ContractualSafeguard": "protection-other",
    "StaffTraining": "protection-other",
    "SecurityTesting": "protection-other",
}
RIGHTS = {
    "Access": "access",
    "Rectification": "access",
    "Erasure": "access",
    "Portability": "access",
    "OptOut": "choice",
    "Objection": "choice",
    "Restriction": "choice",
    "WithdrawConsent": "choice",
    "ParentalControl": "choice",
}
"""Rights as OPP-115 tells them apart: to see and change data, or to choose what is done with it."""


@cache
def _distances(iri: str) -> tuple[str, ...]:
    """The concept and everything broader, nearest first, as local names."""
    vocabulary = load_vocabulary()
    found, todo = [], [iri]
    while todo:
        current = todo.pop(0)
        if current not in found:
            found.append(current)
            todo += vocabulary[current].broader if current in vocabulary else ()
    return tuple(i.removeprefix(ROOT).rpartition("/")[2] for i in found)


def lookup(iri: str | None, table: Mapping[str, str], otherwise: str = "") -> str:
    """What a table says of a concept, or of the nearest broader one that it knows.

    >>> lookup(ROOT + "practice/Rent", PRACTICES), lookup(ROOT + "data/PostalCode", POLICYIE_DATA)
    ('Share', 'data-contact')
    """
    return next((table[name] for name in _distances(iri) if name in table), otherwise) if iri else otherwise


def family(practice: str | None) -> str:
    """The family of a practice: Collect, Use, Share, Transfer, Retain, Delete or Protect."""
    return lookup(practice, PRACTICES)
