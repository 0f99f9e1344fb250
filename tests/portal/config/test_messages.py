"""The catalogue check finds what is missing, untranslated, unsure and no longer said."""

from babel.messages.catalog import Catalog

from ronghe.portal.config.management.commands.messages import extract, shortcomings


def test_every_way_of_being_incomplete_is_told():
    template = Catalog()
    for text in ("提交", "撤回", "共 %(count)s 项", "办结"):
        template.add(text)
    catalogue = Catalog(locale="en")
    catalogue.add("提交", "Submit")
    catalogue.add("撤回", "")
    catalogue.add("共 %(count)s 项", "%(count)s items", flags={"fuzzy"})
    catalogue.add("暂存", "Keep")

    assert sorted(shortcomings(catalogue, template)) == [
        "missing: 办结",
        "no longer said: 暂存",
        "not translated: 共 %(count)s 项",
        "not translated: 撤回",
    ]


def test_python_and_templates_are_read(tmp_path):
    source = tmp_path / "src" / "ronghe" / "web"
    (source / "templates").mkdir(parents=True)
    (source / "views.py").write_text('title = _("标题")\n', encoding="utf-8")
    (source / "templates" / "page.html").write_text(
        "{{ _('正文') }}{% trans %}\n  尾注\n{% endtrans %}", encoding="utf-8"
    )

    assert sorted(str(message.id) for message in extract(tmp_path) if message.id) == ["尾注", "标题", "正文"]
