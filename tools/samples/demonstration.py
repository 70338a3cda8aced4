"""Three samples as the demonstration's invented county has them: its names, and the numbers of a county.

The years stay those of the samples; ``luoshi.site.demo.documents`` moves them to the year that the demonstration needs.
"""

from source import Block, Source

# The sample, the file that is made of it, how it is written, and which words stand in place of which.
PLACES = {"青崖": "云岭", "青科协": "云科协", "岚溪": "云岭", "岚政办": "云政办", "芷川市": "云岭县", "芷川": "云岭"}
OFFICES = {
    "各县（区）人民政府": "各乡镇人民政府",
    "云岭高新区管委会": "县经济开发区管委会",
    "市发展改革委": "县发展改革局",
    **{
        f"市{name}": f"县{name}"
        for name in (
            "科技局", "税务局", "财政局", "统计局", "工业和信息化局", "级", "委人才办", "人力资源和社会保障局", "科协",
            "教育局", "农业农村局", "市场监管局", "全民科学素质", "文化广电和旅游局", "政府督查室",
        )
    },
}  # fmt: skip
SIZES = {
    "净增高新技术企业60家，总数突破400家": "净增高新技术企业6家，总数突破40家",
    "650家": "65家",
    "带动企业投入3亿元": "带动企业投入3000万元",
    "1.2万平方米": "1200平方米",
    "520家": "52家",
    "省级以上孵化载体3家": "省级以上孵化载体1家",
    "85亿元": "8.5亿元",
    "150名，其中博士40名": "30名，其中博士4名",
    "2600万元": "260万元",
    "420名": "60名",
}
# Of January, so that the papers are there from the beginning of the year; and true of any year.
DAYS = {"2025年2月18日": "2025年1月8日", "2025年2月28日": "2025年1月8日", "2025年3月10日": "2025年1月7日"}
YEARLY = {
    "2025年是“十四五”规划收官之年": "2025年是云岭科技惠民深化之年",
    "第九个": "",
    "比2023年提高": "比前年提高",
    "党的二十届三中全会精神": "党中央决策部署",
}
WORDS = {**PLACES, **OFFICES, **DAYS, **YEARLY}
MADE = (
    ("01-work-points.txt", "work-points.docx", WORDS),
    ("11-decision-division.txt", "decision-division.docx", WORDS),
    ("02-task-table.txt", "task-division.xlsx", {**WORDS, **SIZES}),
)


def exchanged(source: Source, words: dict[str, str]) -> Source:
    """The same document with these words exchanged."""

    def one(text: str) -> str:
        for before, after in words.items():
            text = text.replace(before, after)
        return text

    blocks = [
        Block(
            block.kind, one(block.text), block.marker, block.level, [[one(cell) for cell in row] for row in block.rows]
        )
        for block in source.blocks
    ]
    return Source({name: one(value) for name, value in source.settings.items()}, blocks)
