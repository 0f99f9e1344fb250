"""Terms that texts hold and the lexicon lacks: what comes often, holds together, and stands in many surroundings."""

import csv
import math

import pytest

from ronghe.cli.__main__ import main
from ronghe.insight.extraction.proposals import propose
from ronghe.insight.extraction.texts import Text


def texts(*given):
    return [Text(f"t{number}", text) for number, text in enumerate(given)]


# 15 units; 甲乙 comes four times, beside three other units or punctuation on the left, and on the right.
FOUR = texts("子甲乙丑", "寅甲乙卯", "辰甲乙，", "，甲乙丙丁")


def test_the_numbers_of_a_term_are_those_that_were_worked_out_by_hand():
    (one,) = [one for one in propose(FOUR, least=4) if one.term == "甲乙"]
    assert (one.frequency, one.examples) == (4, ("t0", "t1", "t2"))
    assert one.cohesion == pytest.approx(math.log2(4 * 15 / (4 * 4)), abs=1e-3)
    assert (one.entropy_left, one.entropy_right) == (2.0, 2.0)
    assert one.score == pytest.approx(math.log2(4) * 2 * 2 * math.sqrt(one.cohesion), abs=1e-2)


def test_a_term_that_always_stands_beside_the_same_is_a_part_of_another():
    found = {one.term for one in propose(texts("学机器人好", "用机器人吧", "做机器人呢", "想机器人哦"), least=4)}
    assert found == {"机器人"}


def test_entropy_counts_the_same_neighbour_as_one_and_punctuation_as_ever_another():
    (one,) = [
        one for one in propose(texts("子甲乙丑", "子甲乙，", "寅甲乙。", "丑甲乙"), least=4) if one.term == "甲乙"
    ]
    assert one.entropy_left == pytest.approx(2 - 2 * math.log2(2) / 4, abs=1e-3)
    assert one.entropy_right == 2.0


def test_words_in_latin_letters_are_whole_and_known_spellings_left_out():
    lines = ["会Spring Boot及C++", "用spring boot做c++", "ＳＰＲＩＮＧ　BOOT、C++", "学spring  boot；C++。"]
    found = {one.term for one in propose(texts(*lines), ["C++"], least=4)}
    assert found == {"spring boot"}


def test_words_that_ads_are_made_of_and_fragments_are_not_proposed():
    lines = ["甲负责乙", "丙负责丁", "、负责。", "戊负责己", "子的云丑", "寅的云卯", "辰的云巳", "午的云未"]
    assert [one.term for one in propose(texts(*lines), least=4)] == []


def test_the_same_text_again_is_no_evidence():
    assert propose(texts(*["子甲乙丑"] * 9), least=2) == ()


def test_texts_without_anything_give_nothing():
    assert propose([]) == ()
    assert propose(texts("", "，。", "\x00\ud800", "12 34 12 34 12 34"), least=2) == ()


def test_the_command_writes_the_best_first_with_examples(tmp_path, capsys):
    path = tmp_path / "a.csv"
    lines = [f"{name},{name}甲乙{name}" for name in "子丑寅卯辰"]
    path.write_text("id,text\n" + "\n".join(lines), encoding="utf-8")
    assert main(["insight", "propose", str(path), "--out", str(tmp_path / "out.csv")]) == 0
    (row,) = csv.DictReader((tmp_path / "out.csv").open(encoding="utf-8"))
    assert (row["term"], row["frequency"], row["examples"]) == ("甲乙", "5", "子 丑 寅")
    assert capsys.readouterr().err == "1 terms proposed\n"


def test_the_command_tells_a_file_that_it_cannot_use(tmp_path, capsys):
    assert main(["insight", "propose", str(tmp_path / "missing.csv")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'missing.csv'}: No such file or directory\n"
