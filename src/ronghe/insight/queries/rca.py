"""The inputs of M2 and M3 from the cube: who asks what, how often, against all; integers, then ratios of them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ibis.expr.types import Table


def counts(ads: "Table", keys: tuple[str, ...]) -> "Table":
    """Return the ads of a cube of denominators (schemas.CUBE_ADS) by some of its keys."""
    return ads.group_by(list(keys)).aggregate(ads=ads.ads.sum())


def rca(demand: "Table", ads: "Table") -> "Table":
    """Return for each occupation and skill n_os, n_o, n_s, n and RCA = (n_os/n_o) / (n_s/n) (Balassa 1965).

    From the cube and its denominators; ads whose occupation is not known count for none.
    """
    asked, coded = demand.filter(demand.occupation != ""), ads.filter(ads.occupation != "")
    both = asked.group_by(["occupation", "skill_id"]).aggregate(n_os=asked.ads.sum())
    occupations = coded.group_by("occupation").aggregate(n_o=coded.ads.sum())
    skills = both.group_by("skill_id").aggregate(n_s=both.n_os.sum())
    every = occupations.aggregate(n=occupations.n_o.sum())
    joined = both.join(occupations, "occupation").join(skills, "skill_id").cross_join(every)
    real = {name: joined[name].cast("float64") for name in ("n_os", "n_o", "n_s", "n")}
    return joined.mutate(rca=(real["n_os"] / real["n_o"]) / (real["n_s"] / real["n"]))


def weights(demand: "Table", ads: "Table") -> "Table":
    """Return TF-IDF of skills in occupations: the share of ads that ask it times ln(1 + N/df), as M3."""
    counted = rca(demand, ads)
    occupations = counted.aggregate(of=counted.occupation.nunique())
    spread = counted.group_by("skill_id").aggregate(df=counted.occupation.nunique())
    joined = counted.join(spread, "skill_id").cross_join(occupations)
    share = joined.n_os.cast("float64") / joined.n_o.cast("float64")
    idf = (1.0 + joined["of"].cast("float64") / joined.df.cast("float64")).ln()
    return joined.mutate(weight=share * idf).select("occupation", "skill_id", "weight")
