"""Who plays in the demo. All of them are invented."""

from dataclasses import dataclass

from portal.accounts.models import Role


@dataclass(frozen=True, slots=True)
class County:
    """One invented jurisdiction."""

    key: str
    name: str
    time_zone: str
    accent: str
    contact: str


@dataclass(frozen=True, slots=True)
class Player:
    """One invented person of a jurisdiction, with her roles there."""

    key: str
    name: str
    county: str
    roles: tuple[Role, ...]

    @property
    def email(self) -> str:
        """Where her mail would go."""
        return f"{self.key}@{self.county}.example"


COUNTIES = (
    County("alder", "Alder County Public Health", "America/Los_Angeles", "#14263d", "555-0100"),
    County("birch", "Birch County Health Department", "America/Denver", "#1d4a3a", "555-0140"),
    County("cedar", "City of Cedar Hollow", "America/Chicago", "#5b2386", "555-0170"),
)
PLAYERS = (
    Player("ann", "Ann Ortiz", "alder", (Role.COORDINATOR,)),
    Player("ben", "Ben Kapoor", "alder", (Role.REVIEWER,)),
    Player("cy", "Cy Lund", "alder", (Role.REVIEWER,)),
    Player("dee", "Dee Marlow", "alder", (Role.REVIEWER,)),
    Player("olive", "Olive Watts", "alder", (Role.OBSERVER,)),
    Player("abe", "Abe Finch", "alder", (Role.APPROVER, Role.RECORDS)),
    Player("nora", "Nora Pell", "birch", (Role.COORDINATOR,)),
    Player("tess", "Tess Moran", "birch", (Role.APPROVER,)),
    Player("rhea", "Rhea Sund", "birch", (Role.RECORDS,)),
    Player("ian", "Ian Frost", "birch", (Role.REVIEWER,)),
    Player("ruth", "Ruth Salo", "birch", (Role.REVIEWER,)),
    Player("sam", "Sam Reed", "cedar", (Role.COORDINATOR, Role.REVIEWER, Role.APPROVER)),
)
OPERATOR_EMAIL = "otto@plumbline.example"
OPERATOR_NAME = "Otto Brandt"
SILENT_VENDOR = ("Quillfeather Software", "proposals@quillfeather.example")
