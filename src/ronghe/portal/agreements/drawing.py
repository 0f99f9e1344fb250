"""Drawing up an agreement and signing it: the rows that these acts lead to, without storing them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from ronghe.ledger import chain
from ronghe.portal.agreements.models import Agreement, Signature
from ronghe.portal.cases.commands.record import plain
from ronghe.portal.cases.commands.situation import day_of
from ronghe.portal.cases.effects import EffectContext
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.queries.columns import kept_form
from ronghe.portal.cases.views_of_case import case_view
from ronghe.portal.documents.paper import from_data, to_data
from ronghe.portal.documents.written import answers_as_agreement
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import documents
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.documents import Plain, Rendered

KEPT = "agreement"
SIGNING = "university, enterprise"

Parameters = Mapping[str, str]


def listed(names: str) -> tuple[str, ...]:
    """Return the names of a parameter that lists several."""
    return tuple(one.strip() for one in names.split(",") if one.strip())


def named_facts(context: EffectContext, parameters: Parameters) -> frozenset[str]:
    """Return the facts that the template of an act names, to be collected before the text is drawn up."""
    document = parameters.get("document")
    return documents.names(context.definition, document=document) if document else frozenset()


def paper_of(context: EffectContext, parameters: Parameters, *, facts: Mapping[str, Value]) -> Rendered:
    """Return the text of the agreement that an act draws up: of the template, else of the answers as they are."""
    case, definition = context.case, context.definition
    if document := parameters.get("document"):
        paper = documents.render(
            definition,
            document=document,
            case=case_view(case),
            facts=facts,
            at=context.act.at,
            calendar=programmes.calendar(),
        )
        names = {definition.parties[key].label.zh: one.name for key, one in context.parties.items()}
        return replace(paper, blocks=tuple(_with_signers(one, names=names) for one in paper.blocks))
    kept = parameters.get("kept", KEPT)
    form = kept_form(definition, kind=definition.cases[case.kind], key=kept)
    if form is None:
        raise ValueError(f"no act of {case.kind} keeps a form as {kept!r}")
    return answers_as_agreement(
        case=case,
        form=form,
        answers=case.kept[kept],
        definition=definition,
        day=day_of(definition, context.act.at),
        parties=context.parties,
        signing=listed(parameters.get("parties", SIGNING)),
    )


def _with_signers(part: Plain, *, names: Mapping[str, str]) -> Plain:
    if part.type != "signatures":
        return part
    return replace(part, pairs=tuple((label, value or names.get(label, "")) for label, value in part.pairs))


def drawn_up(context: EffectContext, parameters: Parameters, *, paper: Rendered, sequence: int) -> Agreement:
    """Return the agreement that a paper makes."""
    kept = parameters.get("kept", KEPT)
    return Agreement(
        case=context.case,
        sequence=sequence,
        document=parameters.get("document", ""),
        kept=kept,
        parties=list(listed(parameters.get("parties", SIGNING))),
        title=paper.title,
        blocks=to_data(paper),
        text=paper.text(),
        digest=text_digest(paper.text()),
        answers_digest=answers_digest(context.case, kept=kept),
        event=context.event,
        drawn_up_at=context.act.at,
    )


def signature(context: EffectContext, *, agreement: Agreement, party: str) -> Signature:
    """Return the signature that an act sets for a party. Raises ValueError where nobody acts: people sign."""
    if context.actor.user_id is None:
        raise ValueError("an agreement is signed by a person")
    return Signature(
        agreement=agreement,
        party=party,
        organisation=context.parties[party],
        signer_id=context.actor.user_id,
        role=context.event.role,
        event=context.event,
        digest=agreement.digest,
        at=context.act.at,
    )


def note_signature(agreement: Agreement, *, signed: set[str], at: dt.datetime) -> None:
    """Freeze an agreement with its first signature, and note when it bears all of them."""
    agreement.frozen_at = agreement.frozen_at or at
    if signed >= set(agreement.parties):
        agreement.signed_at = agreement.signed_at or at


def is_intact(agreement: Agreement, *, case: Case) -> bool:
    """Return whether text, parts and answers are what was drawn up: their digests are computed again."""
    return text_is_intact(agreement) and answers_digest(case, kept=agreement.kept) == agreement.answers_digest


def text_is_intact(agreement: Agreement) -> bool:
    """Return whether the text and its parts are what was drawn up."""
    paper = from_data(title=agreement.title, data=agreement.blocks)
    return paper.text() == agreement.text and text_digest(agreement.text) == agreement.digest


def text_digest(text: str) -> str:
    """Return the digest of a text: of its bytes in UTF-8, so that anybody can compute it from the file."""
    return chain.digest(text.encode())


def answers_digest(case: Case, *, kept: str) -> str:
    """Return the digest of the answers that a case keeps under a key."""
    return chain.digest(chain.canonical(plain(case.kept.get(kept))))
