"""Imported by the server that workers are forked from (``luoshi.cli.pool``).

It reads a page, so that the reader's expressions are compiled, and then freezes all objects: garbage collection in a
worker would touch them, and so copy their memory.
"""

import gc
from importlib import import_module

from luoshi.reading.read import read_text_document

# Invented. A heading, a task, a fact, a rule and a table each use other parts of the reader.
PAGE = """\
云泽县科协2024年科普工作要点
各乡镇人民政府，县直有关单位：
一、加强科普阵地建设。县科协牵头，县教育局、县科技局配合，6月底前新建科普馆2个，力争覆盖率达到80%以上，比上年提高5个百分点。
（一）开展科普活动。各乡镇科协每季度至少举办1次科普讲座，全年不少于60场，惠及群众1.2万人次。（责任单位：县科协、各乡镇）
（二）去年以来，全县完成投资3.5亿元，同比增长12%，居全市第二位；其中石桥镇、白沙乡分别新增企业12家、8家。
1.奖励办法。对获得省级以上称号的企业，一次性给予20万元奖励；每篇论文加2分，最高不超过10分，逾期不报的予以通报。
2.申报条件。申报单位应当具备下列条件：注册满3年，专职人员不少于5人，研发投入占销售收入的比重不低于3%。
序号 | 工作任务 | 目标值 | 责任单位 | 完成时限
1 | 建设农村科普示范基地 | 10个 | 县农业农村局 | 2024年11月30日前
存在的问题：一是人均经费仅为全省平均水平的一半，二是三分之一的村没有科普员。
云泽县科学技术协会
2024年3月1日
"""

for name in ("job", "compose"):
    import_module(f"luoshi.cli.{name}")
read_text_document(PAGE)
gc.freeze()
