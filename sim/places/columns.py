"""What every column of a place's tables means, its unit, what source to write down, and what leaving it out does."""

from __future__ import annotations

from typing import NamedTuple

from sim.places.derive import HOW
from sim.words import Sentence, T


class Column(NamedTuple):
    """One column, or one row of `place.csv`.

    Attributes:
        file: The file that has it.
        name: Its name.
        meaning: What it holds, with its unit.
        source: What to write down as its source.
        left_out: What happens without it.
    """

    file: str
    name: str
    meaning: Sentence
    source: Sentence
    left_out: Sentence


_YEARBOOK = T("statistical yearbook or communique, with year and page", "统计年鉴或统计公报，注明年份与页码")
_REFUSED = T("the place is refused", "拒绝读取该地区")
_NONE = T("none needed", "无需注明")


def _derived(column: str) -> Sentence:
    """What `init --from` writes in place of a column, for `check` refuses a place without it."""
    told = HOW[column]
    return T(
        f"`init --from` derives it ({told.en}); without that the place is refused",
        f"`init --from` 予以推定（{told.zh}），否则拒绝读取",
    )


COLUMNS = (
    Column(
        "districts.csv",
        "adcode",
        T(
            "code of the district, a whole number; six digits where there are several provinces",
            "区县代码，整数；跨省时须为六位",
        ),
        T("code list (GB/T 2260), or your own numbers", "行政区划代码（GB/T 2260），或自编"),
        _derived("adcode"),
    ),
    Column(
        "districts.csv",
        "name_zh, short_zh, name_en",
        T(
            "name of the district in Chinese, shortened, and in English; any script, blanks allowed",
            "区县中文名、简称与英文名；文字不限，可含空格",
        ),
        _NONE,
        T("the name in the other language stands in both; without any, its code", "以另一语言的名称代替；均无则用代码"),
    ),
    Column(
        "districts.csv",
        "region, region_zh, region_en",
        T("key of the region, and its name in both languages", "片区的键，及其中英文名称"),
        T("the authority's own division", "当地的区域划分"),
        T("`region` is needed; without names its key stands for it", "`region` 必填；无名称则以键代替"),
    ),
    Column(
        "districts.csv",
        "centroid_lon, centroid_lat",
        T("centre of the district in degrees, east and north", "区县中心点，东经与北纬，单位为度"),
        T("map service or gazetteer", "地图服务或地名录"),
        T(
            "taken from map.geojson; without it districts are tiles by region, and have no neighbours unless given",
            "按片区以拼块表示，或取 map.geojson 中的位置；若又无 adjacency.csv，则互不相邻",
        ),
    ),
    Column("districts.csv", "residents_10k", T("residents, in ten thousands", "常住人口，万人"), _YEARBOOK, _REFUSED),
    Column(
        "districts.csv",
        "urban_percent",
        T("urban residents, in % of all", "城镇化率，%"),
        _YEARBOOK,
        _derived("urban_percent"),
    ),
    Column(
        "districts.csv",
        "product_per_head_yuan",
        T(
            "gross product per head in yuan or any currency; over its mean it stands for fiscal capacity",
            "人均地区生产总值，元；除以均值后代表财力，故币种不限",
        ),
        _YEARBOOK,
        _derived("product_per_head_yuan"),
    ),
    Column(
        "districts.csv",
        "n_resident_committee",
        T("residents' committees", "居委会数"),
        T("civil affairs authority", "民政部门"),
        _derived("n_resident_committee"),
    ),
    Column(
        "districts.csv",
        "n_village_committee",
        T("village committees", "村委会数"),
        T("civil affairs authority", "民政部门"),
        _derived("n_village_committee"),
    ),
    Column("townships.csv", "adcode", T("code of its district", "所属区县代码"), _NONE, _REFUSED),
    Column(
        "townships.csv",
        "town_code",
        T("code of the township, a whole number", "镇街代码，整数"),
        T("code list, or your own numbers", "代码表，或自编"),
        _derived("town_code"),
    ),
    Column("townships.csv", "name", T("its name", "镇街名称"), _NONE, _derived("name")),
    Column(
        "townships.csv",
        "kind",
        T(
            "subdistrict (a street), town, township or ethnic_township",
            "subdistrict（街道）、town（镇）、township（乡）或 ethnic_township（民族乡）",
        ),
        _NONE,
        _derived("kind"),
    ),
    Column(
        "townships.csv",
        "n_resident_committee, n_village_committee",
        T("its committees and villages; scaled to the district's", "其居委会与村委会数，按区县总数缩放"),
        T("civil affairs authority", "民政部门"),
        _derived("townships"),
    ),
    Column(
        "place.csv",
        "name_en, name_zh",
        T("name of the place", "地区名称"),
        _NONE,
        T("the name of the folder", "取文件夹名"),
    ),
    Column(
        "place.csv",
        "residents",
        T("published residents, which the districts' are raked to", "公布的常住人口总数，各区县据此调整"),
        _YEARBOOK,
        T("the districts' sum", "取各区县之和"),
    ),
    Column(
        "place.csv",
        "region",
        T("one row a region, in the order wanted", "每片区一行，按所需次序"),
        _NONE,
        T("as they appear in districts.csv", "按 districts.csv 中出现的次序"),
    ),
    Column(
        "place.csv",
        "map_source, map_source_zh",
        T("source and licence of the map", "地图来源与许可"),
        T("the map's own notice", "地图自带的说明"),
        T("no note is shown beside the map", "地图旁不作说明"),
    ),
    Column(
        "adjacency.csv",
        "adcode_a, adcode_b, border_km",
        T("two neighbouring districts, and their border in km", "相邻两区县及其边界长度，公里"),
        T("the map it was measured on", "量取所用的地图"),
        T(
            "without the file: neighbours where no other centre lies between theirs; none where centres are not known",
            "无此文件：中心点之间没有其他中心点者相邻；未给出中心点时互不相邻",
        ),
    ),
    Column(
        "map.geojson",
        "adcode",
        T(
            "a property of every polygon: the district's code; degrees, longitude first",
            "各多边形的属性：区县代码；单位为度，经度在前",
        ),
        T("source and licence, into place.csv", "来源与许可，写入 place.csv"),
        T("without the file: a six-sided tile for each district", "无此文件：每个区县一个六边形"),
    ),
    Column(
        "calendar.csv",
        "date, kind",
        T(
            "a public holiday (`holiday`) or a weekend that is worked (`working`)",
            "法定节假日（holiday）或调休上班日（working）",
        ),
        T("the government's yearly notice", "政府年度放假通知"),
        T("without the file: Monday to Friday are working days", "无此文件：周一至周五为工作日"),
    ),
    Column(
        "services.csv",
        "key, value",
        T(
            "published numbers of care places; see the place that comes with the program",
            "养老服务等公布数据；参见程序自带地区",
        ),
        _YEARBOOK,
        T(
            "without the file: the defaults of the scenario, which are not of this place",
            "无此文件：取情景默认值，非本地数据",
        ),
    ),
    Column(
        "districts.csv, townships.csv",
        "source",
        T("where the row's figures come from", "该行数据的来源"),
        _NONE,
        T("`check` lists the districts without one", "`check` 列出未注明来源的区县"),
    ),
    Column(
        "districts.csv, townships.csv",
        "derived",
        T(
            "columns of this row that are derived, not given; take a name out once you have put a figure in",
            "该行中推定而非给出的列名；填入数据后请删去相应列名",
        ),
        _NONE,
        T("everything counts as given", "全部视为给出的数据"),
    ),
)
"""Every column, in the order in which they are explained."""


def explained() -> str:
    """The columns as a page in both languages, for the folder of a place."""
    lines = ["# A place: what its tables mean", ""]
    lines += _page("en", ("file", "column", "meaning and unit", "source to write down", "left out"))
    lines += ["", "# 地区：各表各列的含义", ""]
    lines += _page("zh", ("文件", "列", "含义与单位", "应注明的来源", "若省略"))
    return "\n".join(lines) + "\n"


def _page(language: str, head: tuple[str, ...]) -> list[str]:
    """The table of columns in one language."""
    rows = [[c.file, c.name, *(getattr(text, language) for text in (c.meaning, c.source, c.left_out))] for c in COLUMNS]
    before = {
        "en": "Tables are CSV in UTF-8 with commas. Further columns are allowed and left alone. "
        "A run of the place: `run place.yaml`. What is odd in it: `check` with the folder.",
        "zh": "各表为 UTF-8 编码、逗号分隔的 CSV，可另加其他列。运行：`run place.yaml`；检查：对本文件夹执行 `check`。",
    }[language]
    table = [" | ".join(cells) for cells in (head, ["---"] * len(head), *rows)]
    return [before, "", *(f"| {line} |" for line in table)]
