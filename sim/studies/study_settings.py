"""What every file of a study says, whatever its kind."""

from __future__ import annotations

from sim.scenario.parameter import ParameterGroup, parameter
from sim.words import Sentence


class StudySettings(ParameterGroup):
    """What every experiment says: its question, where it starts from, and how much is run."""

    kind: str = parameter("", unit="", source="the study asked for", zh="类型", doc="Kind of study.")
    name: str = parameter("experiment", unit="", source="the file's name", zh="名称", doc="Name of the results.")
    title: str = parameter("", unit="", source="any text", zh="英文标题", doc="Title in English.")
    title_zh: str = parameter("", unit="", source="any text", zh="中文标题", doc="Title in Chinese.")
    question: str = parameter("", unit="", source="any text", zh="英文问题", doc="The question the study answers.")
    question_zh: str = parameter("", unit="", source="any text", zh="中文问题", doc="The same question in Chinese.")
    baseline: str = parameter(
        "baseline",
        unit="",
        source="the project's baseline",
        zh="基准情景",
        doc="Scenario file of the baseline, by a path from the folder of this file.",
    )
    replications: int = parameter(
        10,
        unit="runs",
        low=1,
        high=100_000,
        source="assumed",
        zh="重复次数",
        doc="Seeds; every variant is run with each of them.",
    )
    seed: int | None = parameter(
        None,
        unit="",
        low=0,
        high=2**63 - 1,
        source="the baseline's",
        zh="随机种子",
        doc="Seed of the first replication.",
    )
    sample: float | None = parameter(
        None,
        unit="share",
        low=0.0005,
        high=1.0,
        source="the baseline's",
        zh="抽样比例",
        doc="Share of townships simulated.",
    )
    days: int | None = parameter(
        None, unit="days", low=1, high=3650, source="the baseline's", zh="测量天数", doc="Measured days."
    )
    warm_up_days: int | None = parameter(
        None,
        unit="days",
        low=0,
        high=3650,
        source="the baseline's",
        zh="预热天数",
        doc="Days simulated but not measured.",
    )

    @property
    def asked(self) -> Sentence:
        """The question; English where there is no Chinese one."""
        return Sentence(self.question, self.question_zh or self.question)
