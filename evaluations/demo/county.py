"""What the demo's county knows of itself, of vendors it looked at, and what it asked them.

All of it is invented.
"""

from collections.abc import Mapping
from typing import NamedTuple

from vendors.longlist import LONG, OUT, SHORT

PROFILE: Mapping[str, object] = {
    "records": "CareFile 9.2, shared with the county clinics",
    "registry": "The state’s registry; doses are sent to it each night",
    "booking": "A web form and a spreadsheet, since 2021",
    "billing": "Part of CareFile",
    "area_eligibility": "others",
    "area_eligibility_note": "The state publishes the groups; we only put them on our pages",
    "area_scheduling": "gap",
    "area_scheduling_note": "The web form went down on each of the last two opening days",
    "area_patient": "covered",
    "area_onsite": "partly",
    "area_onsite_note": "Paper at the fairground, because the network drops there",
    "area_reporting": "partly",
    "area_reporting_note": "A day late, and by hand for doses that were noted on paper",
    "area_billing_area": "covered",
    "area_inventory": "covered",
    "area_public": "partly",
    "area_public_note": "Text messages in English only",
    "budget": "300,000 USD to set up and for the first year, from the preparedness grant",
    "skills": "Two people who connect systems; nobody who reads load figures for a living",
    "support": "From six in the morning on opening days, by telephone, for our own two people.",
    "lead_weeks": 14,
    "contract": "Request for proposals, or the state’s cooperative contract below 250,000 USD",
    "people": 390_000,
    "share": 20,
    "turnout": 30,
    "window": 30,
    "phase1": "Residents over 65, from the first Monday in February",
    "phase1_doses": 2_400,
    "phase1_sites": 6,
    "phase2": "Teachers and people with long-term illness, four weeks later",
    "phase2_doses": 4_000,
    "phase2_sites": 9,
    "phase3": "Everybody, from May",
    "phase3_doses": 5_500,
    "phase3_sites": 12,
    "indoor": 9,
    "outdoor": 2,
    "drive": 1,
    "walk": 4,
    "languages": "Spanish, Vietnamese, Tagalog and Russian beside English",
    "devices": "Telephones five years old and older; computers at eleven libraries",
    "offline_share": 12,
    "disabilities": "A form that works with a screen reader; a site with parking beside the door.",
    "selling": "out",
    "data_rules": "No advertising. Everything is deleted 90 days after the contract ends.",
    "risks": (
        "Storms in February cut off the valley for a day or two\n"
        "One person knows how doses get into the registry\n"
        "The fairground has one telephone line and no other network"
    ),
    "own_manual": "Numbered cards and paper lists for one day, printed each evening at each site.",
    "own_calls": "Eight lines, 7 am to 7 pm, in English and Spanish; about 900 calls a day.",
    "own_offline": "Librarians book for people who walk in, and two outreach teams go out to farms.",
}


class Looked(NamedTuple):
    """One vendor on the long list, with where it went and why."""

    name: str
    category: str
    known_users: str
    source: str
    to: str
    why: str
    in_use: bool = False
    email: str = ""


LONG_LIST: tuple[Looked, ...] = (
    Looked(
        "Clearwater Scheduling", "tool", "Dane County, for two seasons",
        "A call with the head of operations there", SHORT,
        "It held an opening day as large as ours, and they would choose it again.",
    ),
    Looked(
        "Tollgate Labs", "tool", "Three school districts", "The state’s conference in spring", SHORT,
        "Sites can be set up by our own people, and it works while the network is off.",
    ),
    Looked(
        "CareFile", "records", "All clinics of the county", "Our own contract", OUT,
        "Its sign-up page for the public comes with the next release, after our opening day.",
        in_use=True,
    ),
    Looked(
        "Harborlight Health", "platform", "The state’s benefits office", "The state’s list of contracts",
        SHORT, "Costly, but it carries more people at once than anybody else we looked at.",
    ),
    Looked(
        "Quillfeather Software", "tool", "", "It wrote to us", SHORT,
        "Nobody we know uses it. What it shows in public answers our needs, so we ask.",
        email="proposals@quillfeather.example",
    ),
    Looked(
        "Meadowlark Registry", "records", "Two counties in the north", "The registry’s list of partners",
        OUT, "It sells residents’ data to advertisers, which puts a vendor out here.",
    ),
    Looked(
        "Briar Health IT", "records", "Two hospitals in the valley", "A neighbouring county", SHORT,
        "Connected to CareFile already. Its outage in the spring has to be explained.",
    ),
    Looked(
        "Pine Ridge Systems", "tool", "A county of our size in the east", "The state’s list of contracts",
        SHORT, "The lowest price we have seen. Whether it carries the load is what we ask.",
    ),
    Looked(
        "Saltmarsh Queue", "tool", "One hospital", "A nurse at the fairground site", LONG, "",
    ),
)  # fmt: skip


class Met(NamedTuple):
    """One meeting with a vendor, so many days from the first start."""

    vendor: str
    by: str
    days: float
    present: str
    covered: tuple[str, ...]
    observations: str
    red_flags: str = ""


MEETINGS: tuple[Met, ...] = (
    Met(
        "harborlight", "ann", -12.2,
        "Ann Ortiz, Ben Kapoor; for the vendor an account manager and two who present",
        ("residents", "analysis"),
        "Question time before the offer. Every question about the move to the new data center was "
        "to be answered later. The live figures were shown on slides.",
        "They came without the person who runs operations.",
    ),
    Met(
        "clearwater", "cy", -1.5,
        "Cy Lund, Dee Marlow; for the vendor the head of operations and an engineer on call",
        ("residents", "providers", "setup", "sharing"),
        "Asked about the slow database in Dane County, the engineer opened the postmortem and showed "
        "the alert that was added since. They said plainly what they had not tried yet.",
    ),
)  # fmt: skip


class Probed(NamedTuple):
    """How far one known trouble or way on is with a vendor, so many days from the first start."""

    vendor: str
    by: str
    days: float
    subject: str
    state: str
    found: str = ""
    source: str = ""


PROBES: tuple[Probed, ...] = (
    Probed("clearwater", "ann", -12.7, "double", "asked"),
    Probed("clearwater", "ann", -12.5, "translation", "answered",
           "Spanish and Vietnamese by people, the rest by machine and read by a customer.",
           "Their head of operations"),
    Probed("clearwater", "ann", -12.5, "manual", "answered",
           "Lists are mailed to each site at nine in the evening; doses are entered afterwards from "
           "a page that takes twenty at a time.", "Their head of operations"),
    Probed("clearwater", "ann", -12, "double", "tested",
           "The last slot was taken from two telephones. One got it; the other was told so at once "
           "and was shown the next three.", "Ann and a librarian, on the trial system"),
    Probed("tollgate", "ann", -12.6, "links", "tested",
           "An invitation opened from a second device after it was used led to the sign-in, not to "
           "the appointment.", "Ann, on the trial system"),
    Probed("tollgate", "ann", -12.6, "calls", "answered",
           "The call center uses the page that residents use, and nothing more.", "Their product lead"),
    Probed("harborlight", "ann", -12.2, "outages", "asked"),
    Probed("briar", "ann", -12.1, "lockouts", "tested",
           "After five wrong codes the appointment could not be cancelled any more, neither on the "
           "page nor by telephone.", "Ann, on the trial system"),
    Probed("briar", "ann", -12.1, "offline", "answered", "None. They point to the county’s own lines.",
           "Their sales office"),
)  # fmt: skip


class Objection(NamedTuple):
    """What a vendor of the demo wants kept out of the record."""

    vendor: str
    key: str
    says: str


MARKED = "abuse.ddos"
"""The answer that was marked as confidential when it was given."""
WITHHELD_WHY = "It names the limits from which the protection steps in."
RELEASED_WHY = "The same figures stand in the contract, which is public."
OBJECTION = Objection(
    "clearwater",
    "prep.headroom",
    "The figures of our load test tell a competitor where we stop. Please hand out that we passed "
    "it, not how far we got.",
)
