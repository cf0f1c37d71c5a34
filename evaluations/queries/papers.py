"""What the papers of a decision draw from, beside what every report on scores does."""

from evaluations.comparison import Comparison, Grouping, by_rank
from evaluations.queries.judgement import comparison_of
from evaluations.queries.reports import Material


def by_section(material: Material) -> Comparison:
    """The same comparison with its topics grouped by section (3 queries)."""
    return by_rank(comparison_of(material.bench, grouping=Grouping.SECTION))
