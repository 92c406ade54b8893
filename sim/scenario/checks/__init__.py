"""Errors and warnings that need the whole scenario and its record."""

from __future__ import annotations

from sim.scenario.checks import cites, dates, links, record_entries, record_links, warnings
from sim.scenario.checks.findings import Findings
from sim.scenario.files.tree import Node
from sim.scenario.language.record import Record
from sim.scenario.language.scenario import Scenario
from sim.scenario.problems import Problem


def check(
    scenario: Scenario, record: Record | None, tree: Node, record_tree: Node | None
) -> tuple[list[Problem], list[Problem]]:
    """The errors and the warnings of a valid scenario and record, placed in their files."""
    errors = _placed(tree, dates.errors(scenario) + links.errors(scenario))
    found = _placed(tree, warnings.warnings(scenario) + cites.unused(scenario, record))
    if record is None or record_tree is None:
        return errors, found
    errors += _placed(tree, record_links.errors_of_scenario(scenario, record))
    errors += _placed(tree, cites.uncovered(scenario.sources, record))
    errors += _placed(tree, cites.beyond(scenario, scenario.sources | record.sources))
    errors += _placed(record_tree, cites.uncovered(record.sources, record))
    errors += _placed(record_tree, cites.beyond(record, scenario.sources | record.sources))
    errors += _placed(record_tree, record_entries.errors(scenario, record))
    errors += _placed(record_tree, record_links.errors(scenario, record))
    return errors, found + _placed(record_tree, cites.unused_in_record(scenario, record))


def _placed(tree: Node, findings: Findings) -> list[Problem]:
    return [Problem(*tree.find(keys), message) for keys, message in findings]
