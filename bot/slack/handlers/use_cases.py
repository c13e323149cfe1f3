"""The use cases that the desk calls."""

from typing import NamedTuple

from bot.use_cases.find_incident import FindIncident
from bot.use_cases.inspect_samples import InspectSamples
from bot.use_cases.link_cards import LinkCards
from bot.use_cases.look_again import LookAgain
from bot.use_cases.perform_command import PerformCommand
from bot.use_cases.preview_mitigations import PreviewMitigations
from bot.use_cases.preview_redrive import PreviewRedrive
from bot.use_cases.read_live_numbers import ReadLiveNumbers
from bot.use_cases.show_runbook import ShowRunbook


class UseCases(NamedTuple):
    perform: PerformCommand
    inspect: InspectSamples
    look_again: LookAgain
    preview: PreviewRedrive
    live_numbers: ReadLiveNumbers
    runbook: ShowRunbook
    find: FindIncident
    links: LinkCards
    mitigations: PreviewMitigations
