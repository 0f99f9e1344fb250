"""The pages of agreements, as each side sees them; the common files that anybody may load."""

import hashlib
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ronghe.portal.agreements.models import Agreement, Signature
from ronghe.portal.organisations.models import Membership
from tests.portal import factories as make
from tests.portal.agreements.moe import LATER, Moe


@pytest.fixture
def moe(db: None, clock: Callable[..., None]) -> Moe:
    clock(LATER)
    return Moe()


def _browser(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


@pytest.mark.requirement("MOE-10", "MOE-11", "MOE-13")
def test_the_parties_read_load_and_check_the_agreement_and_nobody_else(moe: Moe) -> None:
    case = moe.running()
    moe.deliver(case, "100000")
    agreement = Agreement.objects.get()
    address = reverse("agreement", args=[case.number, 1])
    text = reverse("agreement-file", args=[case.number, 1, "txt"])
    stranger = make.member(make.organisation("enterprise"), "officer")
    assert _browser(stranger).get(address).status_code == 404
    for who in (moe.enterprise, moe.office, moe.teacher):
        client = _browser(who)
        assert client.get(address).status_code == 200
        loaded = client.get(text).content
        assert "sha256:" + hashlib.sha256(loaded).hexdigest() == agreement.digest
        assert client.get(reverse("agreement-file", args=[case.number, 1, "docx"])).content[:2] == b"PK"
        for content, said in ((loaded, "完全一致"), (loaded + b" ", "不一致")):
            page = client.post(address, {"text": SimpleUploadedFile("a.txt", content)})
            assert said in page.content.decode()
        page = client.get(reverse("case", args=[case.number])).content.decode()
        assert [one in page for one in ("示例备案001", "250,000 元", "承诺成果和完成情况", "逾期未到位")] == [True] * 4
        assert client.get(reverse("case-paper", args=[case.number])).status_code == 200
        assert client.get(reverse("case-paper-file", args=[case.number])).content[:2] == b"PK"
        assert case.title in client.get(reverse("promises")).content.decode()


@pytest.mark.requirement("MOE-10")
def test_who_signs_has_the_text_on_the_page_and_signs_no_other(moe: Moe) -> None:
    case = moe.proposed()
    client = _browser(moe.office)
    address = reverse("case-act", args=[case.number, "sign_university"])
    page = client.get(address).content.decode()
    digest = Agreement.objects.get().digest
    assert [one in page for one in ("250,000.00 元", f'name="seen" value="{digest}"')] == [True, True]
    asked: dict[str, object] = {"signatory": "示例", "position": "处长", "sealed": "true", "copy": make.upload()}
    asked["looked_at"] = re.findall(r'name="looked_at" value="([^"]+)"', page)
    token = {"token": "0b1d7c6e-3f0e-4a53-9d56-0d1f5c1f2a11"}
    refused = client.post(address, {**asked, **token, "seen": "sha256:of-an-earlier-text"})
    assert (refused.status_code, "重新拟定" in refused.content.decode()) == (422, True)
    assert not Signature.objects.exists()
    signed = client.post(address, {**asked, **token, "copy": make.upload(), "seen": digest})
    assert (signed.status_code, Signature.objects.get().digest) == (303, digest)


@pytest.mark.requirement("MOE-07")
def test_anybody_may_load_the_common_files_of_the_version_in_force(moe: Moe) -> None:
    page = Client().get(reverse("common-files")).content.decode()
    assert "项目申报书" in page
    address = reverse("common-file", args=["moe-collaborative-projects", "2024.1", 1])
    answer = Client().get(address)
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert Client().get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    missing = reverse("common-file", args=["moe-collaborative-projects", "2024.1", 99])
    assert Client().get(missing).status_code == 404
