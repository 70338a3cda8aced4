"""A county of sixty units as its office would enter them, and a city with two counties."""

from __future__ import annotations

from luoshi.plans.names.rules.names import KnownUnit

# Under the county, each with its abbreviation where the office gave one.
OFFICES = """
云岭县督查室
中共云岭县委办公室
云岭县人民政府办公室
云岭县人民代表大会常务委员会办公室
政协云岭县委员会办公室
中共云岭县纪律检查委员会
中共云岭县委组织部
中共云岭县委宣传部
中共云岭县委统战部
中共云岭县委政法委员会
中共云岭县委机构编制委员会办公室
云岭县科学技术协会|县科协
共青团云岭县委员会
云岭县妇女联合会
云岭县总工会
云岭县工商业联合会
云岭县残疾人联合会
云岭县红十字会
云岭县发展和改革局
云岭县教育体育局
云岭县科学技术局
云岭县工业和信息化局
云岭县公安局
云岭县民政局
云岭县司法局
云岭县财政局
云岭县人力资源和社会保障局
云岭县自然资源和规划局
平江市生态环境局云岭分局
云岭县住房和城乡建设局
云岭县交通运输局
云岭县水利局
云岭县农业农村局
云岭县商务局
云岭县文化广电和旅游局
云岭县卫生健康局
云岭县应急管理局
云岭县审计局
云岭县市场监督管理局
云岭县统计局
云岭县医疗保障局
云岭县乡村振兴局
国家税务总局云岭县税务局
云岭县人民法院
云岭县人民检察院
云岭县融媒体中心|融媒
云岭县第一中学
云岭县第二中学
"""
# Name, the unit above, division code.
OTHERS = (
    ("青石镇", "云岭县", "530199100"),
    ("水口镇人民政府", "云岭县", "530199101"),
    ("石鼓乡", "云岭县", "530199200"),
    ("东关街道办事处", "云岭县", "530199001"),
    ("柳河村", "青石镇", "530199100201"),
    ("青石镇科学技术协会", "青石镇", "530199100"),
    ("云岭县公安局交通警察大队", "云岭县公安局", ""),
    ("云岭县茶叶学会", "云岭县科学技术协会", ""),
    ("云岭县水稻协会", "云岭县科学技术协会", ""),
    ("学会部", "云岭县科学技术协会", ""),
    ("办公室", "云岭县科学技术协会", ""),
    ("办公室", "云岭县科学技术局", ""),
    ("土壤肥料工作站", "云岭县农业农村局", ""),
    ("农业技术推广中心", "云岭县农业农村局", ""),
)


class Tree:
    """Units as plain data, and their ids by name; of two of a name the first."""

    def __init__(self) -> None:
        self.known: list[KnownUnit] = []
        self.ids: dict[str, int] = {}

    def add(self, name: str, above: str | None = None, short: str = "", division: str = "") -> int:
        pk = len(self.known) + 101
        self.known.append(KnownUnit(pk, name, short, self.ids[above] if above else None, division))
        self.ids.setdefault(name, pk)
        return pk

    def named(self, units: tuple[int, ...]) -> list[str]:
        names = {number.pk: number.name for number in self.known}
        return [names[unit] for unit in units]


def county() -> Tree:
    """云岭县: its bureaus by their full names as on their doors, four towns, sections of some."""
    tree = Tree()
    tree.add("云岭县", division="530199")
    for line in OFFICES.split():
        name, _, short = line.partition("|")
        tree.add(name, "云岭县", short)
    for name, above, division in OTHERS:
        tree.add(name, above, division=division)
    return tree


def city() -> Tree:
    """平江市 with 云岭县 and 河西区, each with its 科协 and a town of the same name."""
    tree = Tree()
    tree.add("平江市", division="5301")
    tree.add("平江市科学技术协会", "平江市", "市科协")
    tree.add("平江市财政局", "平江市")
    tree.add("平江高新区", "平江市")
    for place in ("云岭县", "河西区", "湖阳市"):
        tree.add(place, "平江市")
        tree.add(f"{place}科学技术协会", place, f"{place[-1]}科协")
        tree.add(f"{place}财政局", place)
        tree.add("城关镇", place)
    return tree
