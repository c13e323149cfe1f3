"""The incident table in memory.

`Store` is the table; the three ports look at the same one. Its dictionaries may be read and filled by a
test. Writes are all or nothing and one at a time, so threads may race for them.
"""

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.incident.change import Change
from bot.domain.incident.command import Done
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import TimelineEntry
from bot.domain.lifecycle.card.line import TURN_LOST, Line
from bot.domain.lifecycle.card.projection import Card
from bot.domain.policy.by import NOBODY, By
from bot.domain.redrive.job import Job, Skip, heeding
from bot.domain.redrive.receipt import Receipt
from bot.ports.cards import Projected
from bot.ports.clock import Clock
from bot.ports.incidents import Conflict, DueItem, IdTaken, Owing, QueueBusy, Saved, Unreadable, Write
from bot.ports.jobs import Noted


class Store:
    """Keys: group, or (group, what is numbered)."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.incidents: dict[str, Incident] = {}
        self.groups: dict[str, str] = {}
        self.entries: dict[str, list[tuple[int, TimelineEntry]]] = {}
        self.episodes: dict[tuple[str, int], Incident] = {}
        self.evidence: dict[tuple[str, int], tuple[datetime, Sequence[SampledMessage]]] = {}
        self.jobs: dict[tuple[str, str], Job] = {}
        self.notes: dict[tuple[str, str], Noted] = {}
        self.receipts: dict[tuple[str, int], tuple[int, Sequence[str]]] = {}
        self.live_jobs: dict[str, str] = {}
        self.clicks: dict[str, tuple[datetime, Done]] = {}
        self.cards: dict[str, Card] = {}
        self.lines: dict[str, Line] = {}
        self.looks: dict[str, datetime] = {}
        self.left: set[str] = set()
        self.heartbeat: datetime | None = None


class FakeIncidents:
    """Implements ports.Incidents on a Store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def load(self, groups: Collection[str]) -> Mapping[str, Incident]:
        with self._store.lock:
            return {group: self._store.incidents[group] for group in groups if group in self._store.incidents}

    def group_of(self, incident_id: str) -> str | None:
        return self._store.groups.get(incident_id)

    def save(self, write: Write) -> Saved | Conflict | IdTaken | QueueBusy | Done:
        change, start, end = write.change, write.start, write.end
        with self._store.lock:
            if write.click and (done := self.click(write.click.identity)):
                return done
            if start and start.queue in self._store.live_jobs:
                return QueueBusy(self._store.live_jobs[start.queue])
            if not change.before and self._is_taken(change.incident):
                return IdTaken()
            if self._is_late(change) or (end and not _holds(self._store, end)):
                return Conflict()
            self._write(write)
            return Saved()

    def _is_late(self, change: Change) -> bool:
        stored = self._store.incidents.get(change.incident.group)
        return (stored.version if stored else 0) != change.before

    def _is_taken(self, incident: Incident) -> bool:
        """By another group; of one that somebody else began meanwhile it does not matter."""
        owner = self._store.groups.get(incident.id, incident.group)
        return owner != incident.group and incident.group not in self._store.incidents

    def _write(self, write: Write) -> None:
        self._write_change(write.change, write.sample)
        if click := write.click:
            self._store.clicks[click.identity] = (self._clock() + timedelta(hours=24), click.done)
        if start := write.start:
            self._store.jobs[start.group, start.id] = start
            self._store.live_jobs[start.queue] = start.id
        if end := write.end:
            self._store.jobs[end.group, end.id] = _stopped_as_before(self._store, end)
            self._store.live_jobs.pop(end.queue, None)

    def _write_change(self, change: Change, sample: Sequence[SampledMessage] | None) -> None:
        incident, group = change.incident, change.incident.group
        self._store.incidents[group] = incident
        self._store.groups[incident.id] = group
        story = self._store.entries.setdefault(group, [])
        story.extend((incident.version, entry) for entry in change.entries)
        if change.ended:
            self._store.episodes[group, change.ended.episode.number] = change.ended
        if sample is not None:
            until = self._clock() + timedelta(days=14)
            self._store.evidence[group, incident.evidence_taken] = (until, tuple(sample))

    def click(self, identity: str) -> Done | None:
        until, done = self._store.clicks.get(identity, (self._clock(), None))
        return done if self._clock() < until else None

    def timeline(self, group: str, after: int) -> Sequence[tuple[int, TimelineEntry]]:
        with self._store.lock:
            return [each for each in self._store.entries.get(group, []) if each[0] > after]

    def sample(self, group: str, number: int) -> Sequence[SampledMessage]:
        until, sample = self._store.evidence.get((group, number), (self._clock(), ()))
        return sample if self._clock() < until else ()

    def due(self, now: datetime) -> Iterator[DueItem]:
        with self._store.lock:
            incidents = [
                (incident.attention_at, DueItem(group)) for group, incident in self._store.incidents.items()
            ]
            jobs = [(job.due_at, DueItem(*key)) for key, job in self._store.jobs.items()]
            lines = [
                (line.turn_at + TURN_LOST, DueItem("", line=line.name))
                for line in self._store.lines.values()
                if line.turn and line.turn_at
            ]
        due = [(at, item) for at, item in (*incidents, *jobs, *lines) if at is not None and at <= now]
        yield from (item for _, item in sorted(due))

    def live(self) -> Sequence[Incident]:
        with self._store.lock:
            return [incident for incident in self._store.incidents.values() if incident.live]

    def unreadable(self) -> Sequence[Unreadable]:
        return []

    def owing(self) -> Owing:
        with self._store.lock:
            incidents = list(self._store.incidents.values())
        return Owing(
            min((at for each in incidents if (at := each.undelivered_since)), default=None),
            sum(bool(each.card_owed and each.card_owed.refused) for each in incidents),
        )

    def beat(self, at: datetime) -> None:
        self._store.heartbeat = at

    def last_beat(self) -> datetime | None:
        return self._store.heartbeat


class FakeJobs:
    """Implements ports.Jobs on a Store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self, group: str, job: str) -> Job | None:
        return self._store.jobs.get((group, job))

    def checkpoint(self, job: Job, before_token: int) -> bool:
        with self._store.lock:
            stored = self._store.jobs.get((job.group, job.id))
            if stored is None or not stored.live or stored.token != before_token:
                return False
            self._store.jobs[job.group, job.id] = _stopped_as_before(self._store, job)
            return True

    def note(self, job: Job, receipts: Sequence[Receipt]) -> bool:
        with self._store.lock:
            before = self._store.notes.get((job.group, job.id))
            if before and before.job.token > job.token:
                return False
            self._store.notes[job.group, job.id] = Noted(job, tuple(receipts))
            return True

    def noted(self, job: Job) -> Noted | None:
        noted = self._store.notes.get((job.group, job.id))
        if noted is None or noted.job.token != job.token or noted.job.revision < job.revision:
            return None
        return noted._replace(job=heeding(noted.job, job))

    def keep_receipts(self, job: Job, lines: Sequence[str]) -> bool:
        with self._store.lock:
            place = (job.id, job.receipts.length + 1)
            if place in self._store.receipts and self._store.receipts[place][0] > job.token:
                return False
            self._store.receipts[place] = (job.token, tuple(lines))
            return True

    def ask_to_stop(self, group: str, job: str, by: By) -> bool:
        with self._store.lock:
            stored = self._store.jobs.get((group, job))
            if stored is None or not stored.live:
                return False
            stop_by = by if stored.stop_by == NOBODY else stored.stop_by
            self._store.jobs[group, job] = replace(stored, stop_by=stop_by)
            return True

    def skip_watch(self, group: str, job: str, skip: Skip) -> bool:
        with self._store.lock:
            stored = self._store.jobs.get((group, job))
            if stored is None or not stored.live:
                return False
            self._store.jobs[group, job] = replace(stored, skip=stored.skip or skip)
            return True

    def pause(self, group: str, job: str, by: By) -> bool:
        with self._store.lock:
            stored = self._store.jobs.get((group, job))
            if stored is None or not stored.live:
                return False
            self._store.jobs[group, job] = replace(stored, paused_by=by)
            return True

    def resume(self, group: str, job: str) -> bool:
        with self._store.lock:
            stored = self._store.jobs.get((group, job))
            return bool(stored and stored.paused_by.user) and self.pause(group, job, NOBODY)


class FakeCards:
    """Implements ports.Cards on a Store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self, group: str) -> Projected:
        with self._store.lock:
            incident = self._store.incidents.get(group)
            card = self._store.cards.get(group, Card(group=group))
            job = self._store.jobs.get((group, incident.newest_job)) if incident else None
            return Projected(incident, card, job, self._store.looks.get(group))

    def claim(self, before: Card, card: Card) -> bool:
        with self._store.lock:
            stored = self._store.cards.get(card.group, Card(group=card.group))
            return stored.revision == before.revision and self._raise(stored, card)

    def put(self, card: Card, lease: str) -> bool:
        with self._store.lock:
            stored = self._store.cards.get(card.group)
            return stored is not None and stored.lease == lease and self._raise(stored, card)

    def _raise(self, stored: Card, card: Card) -> bool:
        self._store.left.discard(card.group)
        self._store.cards[card.group] = replace(card, revision=stored.revision + 1)
        return True

    def will_look(self, group: str, at: datetime) -> None:
        with self._store.lock:
            if group in self._store.cards:
                self._store.looks[group] = at


class FakeLines:
    """Implements ports.Lines on a Store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self, name: str) -> Line:
        return self._store.lines.get(name, Line(name))

    def change(self, before: Line, after: Line) -> bool:
        with self._store.lock:
            if self.load(after.name).revision != before.revision:
                return False
            self._store.lines[after.name] = after._replace(revision=before.revision + 1)
            return True

    def waiting(self, name: str, most: int) -> Sequence[str]:
        with self._store.lock:
            standing = [card for card in self._store.cards.values() if card.line == name]
        found = [card for card in standing if card.group not in self._store.left]
        return [card.group for card in sorted(found, key=lambda card: card.place)][:most]

    def leave(self, group: str) -> None:
        self._store.left.add(group)


def _holds(store: Store, job: Job) -> bool:
    stored = store.jobs.get((job.group, job.id))
    return stored is not None and stored.live and stored.token == job.token


def _stopped_as_before(store: Store, job: Job) -> Job:
    """What people ask for is never taken back by a slice that writes its progress."""
    stored = store.jobs.get((job.group, job.id))
    return heeding(job, stored) if stored else job


def kept_receipts(store: Store, job: Job) -> list[str]:
    """The lines that the job claims, as bot.aws.receipt_chunks reads them."""
    found: list[str] = []
    while len(found) < job.receipts.length and (job.id, len(found) + 1) in store.receipts:
        found += store.receipts[job.id, len(found) + 1][1]
    return found[: job.receipts.length]
